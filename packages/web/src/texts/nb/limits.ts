/** Words of a patient's own limits: setting, confirming and renewing them. */
export const nbLimits = {
  limits: {
    noWhatIf: 'Rett opp tallene for å se hva endringen ville ha gitt.',
    title: 'Individuelle grenser',
    change: 'Endre grensene',
    renew: 'Forny grensene',
    intro:
      'Grensene gjelder bare denne pasienten, fra de lagres til sluttdatoen. Tomt felt betyr protokollens egen grense. Se først hva endringen ville ha gitt av varsler.',
    numbers: 'Grenser',
    range: 'Standard {{standard}}, tillatt {{min}} til {{max}}',
    beyond: 'Utenfor det tillatte: en kollega må bekrefte før den gjelder.',
    reason: 'Grunn',
    reasonHelp: 'For eksempel hva som er normalt for pasienten, og hvem det er avtalt med.',
    until: 'Gjelder til og med',
    untilHelp: 'Høyst et år. Når grensene går ut, gjelder protokollens egne, og teamet blir bedt om å fornye.',
    save: 'Lagre grensene',
    outOfReach: '{{name}}: så langt utenfor det tillatte at ingen kan bekrefte det. Er det en skrivefeil?',
    notANumber: '{{name}}: skriv et tall, eller la feltet stå tomt',
    fieldFault: '{{name}}: {{fault}}',
    yellowBeyondRed: {
      'at-least': '{{yellow}} kan ikke være lavere enn {{red}}',
      'at-most': '{{yellow}} kan ikke være høyere enn {{red}}',
    },
    idle: '{{name}} {{value}} får ingen virkning: {{by}} er {{byValue}}, og varsler på de samme målingene, like tidlig eller tidligere.',
    idleByRule:
      '{{name}} {{value}} får ingen virkning: regelen varsler uansett ved {{byValue}}, like tidlig eller tidligere.',
    nothingChanged: 'Grensene er de samme som nå. Endre minst én, eller avbryt.',
    done: {
      set: 'Grensene er lagret og gjelder nå.',
      proposed: 'Forslaget er sendt, og ingenting er endret ennå. En kollega i teamet må bekrefte innen {{time}}.',
      confirmed: 'Grensene er bekreftet og gjelder nå.',
      declined: 'Forslaget er avslått.',
      withdrawn: 'Forslaget er trukket.',
    },
    untilTime: 'Gjelder til {{time}}.',
    noEnd: 'Uten sluttdato.',
    confirmedBy: 'Bekreftet av {{name}}.',
    ended: 'Grensene gikk ut {{time}}. Protokollens egne grenser gjelder nå. Forny dem, eller lagre uten egne grenser.',
    ending: 'Grensene går ut {{time}}. Forny dem om de fortsatt skal gjelde.',
    proposal: 'Forslag som venter på bekreftelse',
    proposalBy: 'Foreslått av {{name}} {{time}}. Må bekreftes av en annen i teamet innen {{deadline}}.',
    proposalBefore:
      'Foreslått av {{name}} i {{team}} {{time}}, før ansvaret gikk videre. Én i teamet som nå har ansvaret, må se gjennom og bekrefte innen {{deadline}}, eller avslå.',
    proposalYoursBefore:
      'Du foreslo dette før ansvaret gikk videre. En annen, i teamet som nå har ansvaret, avgjør innen {{deadline}}. Ser du en feil, kan du trekke forslaget før det.',
    proposalUnreadable:
      'Det som ble foreslått, kan ikke leses og kan derfor ikke bekreftes. Avslå eller trekk forslaget, og foreslå på nytt.',
    proposalYours: 'Du foreslo dette. En kollega må bekrefte det innen {{deadline}}.',
    proposedValue: '{{name}}: {{value}} (standard {{standard}})',
    isBeyond: 'utenfor tillatt område',
    look: 'Se gjennom og bekreft',
    confirm: 'Bekreft grensene',
    decline: 'Avslå',
    declineReason: 'Hvorfor avslås forslaget?',
    withdraw: 'Trekk forslaget',
    chip: {
      proposed: 'Grenser må bekreftes innen',
      ending: 'Grenser går ut',
      ended: 'Grenser gikk ut',
    },
    onlyAccountable: 'Bare teamet som har ansvaret, kan endre grensene.',
  },
} as const;
