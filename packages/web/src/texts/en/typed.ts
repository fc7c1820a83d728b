import type { Catalogue } from '../catalogue.ts';
import type { nbTyped } from '../nb/typed.ts';

export const enTyped: Catalogue<typeof nbTyped> = {
  typed: {
    lost: 'What you have written has not been saved and will be lost.',
    gone: 'What you have written will be gone from here.',
    perhapsSaved: 'It is not known whether it was saved, in whole or in part. Look before you do it again.',
    leave: { title: 'Leave the page?', stay: 'Stay here', go: 'Leave the page' },
    close: { title: 'Discard what you have written?', stay: 'Keep writing', go: 'Discard' },
    signOut: { title: 'Sign out?', stay: 'Stay signed in', go: 'Discard and sign out' },
    unsaved: {
      title: 'What you wrote has not been sent',
      titlePerhapsSent: 'It is not certain that what you wrote was sent',
      text: 'The form went away while you were writing, because what it was about has changed. You wrote this on the page “{{where}}”:',
      copy: 'Copy the text',
      forget: 'Discard the text',
      done: 'Copied.',
      failed: 'The browser did not allow copying. Select the text and copy it yourself.',
    },
    moved: {
      text: 'Somebody else has changed this while you were writing. What holds now stands above the form. Read it before you save.',
      keep: 'I have read it, keep what I wrote',
      anew: 'Begin with what holds now',
    },
    ended: {
      title: 'Your session has ended',
      text: 'What you have written has not been sent, but it is not lost either. Sign in in a new tab, and come back here.',
      textPerhapsSent:
        'It is not known whether what you have written was sent, but it is not lost. Sign in in a new tab, come back here, and look before you send it again.',
      signIn: 'Sign in in a new tab',
      goOn: 'I have signed in, continue',
      discard: 'Discard what I have written',
      stillOut: 'You are not signed in yet.',
    },
  },
};
