import type { Person } from './person.ts';

/** Both languages are always shown: whoever meets this page has not yet chosen one. */
type Both = readonly [bokmål: string, english: string];

const words = {
  warning: [
    'Kun for utvikling: her kan hvem som helst logge inn som hvem som helst. Alle personer er oppdiktet.',
    'Development only: anybody can be anybody here. All people are invented.',
  ],
  signIn: ['Hvem vil du logge inn som?', 'Who do you want to sign in as?'],
  signOut: ['Logge ut?', 'Sign out?'],
  signOutYes: ['Ja, logg ut', 'Yes, sign out'],
  signOutNo: ['Nei, bli innlogget', 'No, stay signed in'],
  signedOut: ['Du er logget ut.', 'You are signed out.'],
  failed: ['Innloggingen kan ikke fullføres', 'The sign-in cannot be completed'],
  tryAgain: ['Gå tilbake til Samvakt og prøv på nytt. Feilen var:', 'Go back to Samvakt and try again. The error was:'],
} satisfies Record<string, Both>;

export function signInPage(action: string, people: readonly Person[]): string {
  const organizations = Map.groupBy(people, (person) => person.organization);
  const sections = [...organizations].map(
    ([organization, members], index) => `
    <section aria-labelledby="organization-${index}">
      <h2 id="organization-${index}">${asText(organization)}</h2>
      <ul>${members.map(personButton).join('')}</ul>
    </section>`,
  );
  return page(
    words.signIn,
    `<h1>${both(words.signIn)}</h1>
    <form method="post" action="${asText(action)}">${sections.join('')}
    </form>`,
  );
}

function personButton(person: Person): string {
  return `
        <li><button name="person" value="${asText(person.subject)}">
          <strong>${asText(person.name)}</strong> <span>${asText(person.role)}, ${asText(person.team)}</span>
        </button></li>`;
}

/** @param form the library's own form with its hidden fields; its buttons are ours, outside it, tied by `form` */
export function signOutPage(form: string): string {
  return page(
    words.signOut,
    `<h1>${both(words.signOut)}</h1>${form}
    <p><button form="op.logoutForm" name="logout" value="yes">${both(words.signOutYes)}</button></p>
    <p><button form="op.logoutForm">${both(words.signOutNo)}</button></p>`,
  );
}

export function signedOutPage(): string {
  return page(words.signedOut, `<h1>${both(words.signedOut)}</h1>`);
}

export function errorPage(error: string, description: string | undefined): string {
  return page(
    words.failed,
    `<h1>${both(words.failed)}</h1><p>${both(words.tryAgain)}</p>
    <p><code>${asText(error)}</code>${description === undefined ? '' : ` ${asText(description)}`}</p>`,
  );
}

function page(title: Both, main: string): string {
  return `<!doctype html>
<html lang="nb">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${asText(title[0])} – Samvakt</title>
  <link rel="stylesheet" href="/issuer.css">
</head>
<body>
  <header><p>${both(words.warning)}</p></header>
  <main>${main}</main>
</body>
</html>
`;
}

function both([bokmål, english]: Both): string {
  return `${asText(bokmål)} <span lang="en">${asText(english)}</span>`;
}

function asText(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export const stylesheet = `
:root { color-scheme: light; font: 1.125rem/1.5 system-ui, sans-serif; color: #1e2b3c; background: #f5f6f7; }
body { margin: 0; }
header { background: #ffe08a; border-bottom: 2px solid #8a6100; padding: 0 1rem; }
header p { max-width: 46rem; margin: 0 auto; padding: .75rem 0; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
[lang="en"] { display: block; font-size: .875em; color: #46525f; }
header [lang="en"] { color: #4a3a00; }
h1 { font-size: 1.75rem; } h2 { font-size: 1.25rem; margin: 1.5rem 0 .5rem; }
ul { list-style: none; padding: 0; margin: 0; display: grid; gap: .5rem; }
button { font: inherit; color: inherit; background: #fff; border: 1px solid #5d6b7a; border-radius: .375rem;
  padding: .75rem 1rem; width: 100%; text-align: left; cursor: pointer; }
button span { display: block; }
button:hover { background: #e5eef8; }
button:focus-visible { outline: 3px solid #0b5cad; outline-offset: 2px; }
`;
