import type { Page } from 'playwright-core';

/** What the page has asked the server and has no answer to yet: counted in the page itself, so that it begins anew with every document. */
type Counting = { unanswered?: number; wasQuiet?: boolean };

/**
 * Every click, choice and text on this page waits until it has its answers and has drawn them. A click is pressed and let go at one place: where an answer
 * moves the buttons in between, it is nobody's. What is pressed by the keyboard needs none of this.
 */
export async function actWhenSettled(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counting = window as Counting;
    const ask = window.fetch;
    counting.unanswered = 0;
    window.fetch = async (...asked) => {
      counting.unanswered = (counting.unanswered ?? 0) + 1;
      try {
        const response = await ask(...asked);
        await response.clone().arrayBuffer();
        return response;
      } finally {
        counting.unanswered -= 1;
      }
    };
  });
  await watch(page);
}

/** What is done by this is done whether the page has its answers or not: they may be held back. */
export async function actAtOnce(page: Page, act: () => Promise<void>): Promise<void> {
  await page.removeLocatorHandler(page.locator('body'));
  await act();
  await watch(page);
}

const watch = (page: Page): Promise<void> =>
  page.addLocatorHandler(page.locator('body'), () => settled(page), { noWaitAfter: true });

/** Looks at every frame: nothing is asked and nothing is busy in two that follow each other, so that what came last is drawn. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const counting = window as Counting;
    const isQuiet = !counting.unanswered && document.querySelector('[aria-busy="true"]') === null;
    const isSettled = isQuiet && counting.wasQuiet === true;
    counting.wasQuiet = isQuiet && !isSettled;
    return isSettled;
  });
}
