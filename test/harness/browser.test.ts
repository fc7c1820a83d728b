import { expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';

it('a real browser runs what it is shown', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent('<h1>før</h1><script>document.querySelector("h1").textContent = "etter"</script>');
    expect(await page.getByRole('heading').textContent()).toBe('etter');
  } finally {
    await browser.close();
  }
});
