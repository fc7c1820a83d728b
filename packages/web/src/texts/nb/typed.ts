/** What becomes of what somebody has written and not sent. */
export const nbTyped = {
  typed: {
    lost: 'Det du har skrevet, er ikke lagret og blir borte.',
    gone: 'Det du har skrevet, blir borte herfra.',
    perhapsSaved: 'Det er ikke kjent om det er lagret, helt eller delvis. Se etter før du gjør det på nytt.',
    leave: { title: 'Forlate siden?', stay: 'Bli her', go: 'Forlat siden' },
    close: { title: 'Forkaste det du har skrevet?', stay: 'Skriv videre', go: 'Forkast' },
    signOut: { title: 'Logge ut?', stay: 'Bli innlogget', go: 'Forkast og logg ut' },
    unsaved: {
      title: 'Det du skrev, er ikke sendt',
      titlePerhapsSent: 'Det er ikke sikkert at det du skrev, ble sendt',
      text: 'Skjemaet ble borte mens du skrev, fordi det det gjaldt, er endret. Du skrev dette på siden «{{where}}»:',
      copy: 'Kopier teksten',
      forget: 'Forkast teksten',
      done: 'Kopiert.',
      failed: 'Nettleseren tillot ikke kopiering. Merk teksten og kopier den selv.',
    },
    moved: {
      text: 'Noen andre har endret dette mens du skrev. Det som gjelder nå, står over skjemaet. Les det før du lagrer.',
      keep: 'Jeg har lest det, behold det jeg skrev',
      anew: 'Begynn med det som gjelder nå',
    },
    ended: {
      title: 'Økten er avsluttet',
      text: 'Det du har skrevet, er ikke sendt, men det er heller ikke tapt. Logg inn i en ny fane, og kom tilbake hit.',
      textPerhapsSent:
        'Det er ikke kjent om det du har skrevet, ble sendt, men det er ikke tapt. Logg inn i en ny fane, kom tilbake hit, og se etter før du sender det på nytt.',
      signIn: 'Logg inn i en ny fane',
      goOn: 'Jeg har logget inn, fortsett',
      discard: 'Forkast det jeg har skrevet',
      stillOut: 'Du er ikke logget inn ennå.',
    },
  },
} as const;
