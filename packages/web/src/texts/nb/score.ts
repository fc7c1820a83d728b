/** Words of the scores: NEWS2 and what else the registry has. */
export const nbScore = {
  score: {
    names: { news2: 'NEWS2' },
    outputs: { total: 'sum', single: 'høyeste enkeltdel', risk: 'risiko' },
    risks: { '0': 'lav', '1': 'lav til middels', '2': 'middels', '3': 'høy' },
    settings: { 'saturation-scale': 'Metningsskala' },
    atLeast: 'minst {{value}}',
    complete: 'alle delene er målt',
    missing: 'ingen sum, mangler: {{parts}}',
    notMeasured: 'ikke målt',
    noPoints: 'ukjent antall poeng',
    points_one: '{{count}} poeng',
    points_other: '{{count}} poeng',
    before: '({{age}} før)',
    measured: 'målt',
    never: 'Ikke målt ennå',
    total: '{{value}} – {{risk}} risiko',
    noTotal: 'Ingen sum. Det som er målt, gir minst {{value}}',
    missingParts: 'Teller ikke med: {{parts}}. Alle delene må være målt innen {{within}} før den siste.',
    doesNotCount: 'teller ikke',
    outdated: 'Utdatert: en ny runde skulle ha kommet. Dette sier hvordan det var, ikke hvordan det er.',
  },
};
