import type { Faults } from '../form/faults.ts';

const NAMES = {
  toTeamId: 'handover.toTeam',
  timing: 'offer.timing',
  effectiveAt: 'offer.effectiveAt',
  returnAt: 'offer.returnAt',
  illnessSeverity: 'handover.severity',
  situation: 'handover.situation',
  background: 'handover.background',
  assessment: 'handover.assessment',
  recommendation: 'handover.recommendation',
  contingency: 'handover.contingency',
  actions: 'action.legend',
  ifThen: 'ifThen.legend',
  deadlineAt: 'handover.deadlineLabel',
} as const;

/** Each fault with the name of its field: in the list on top `Må fylles ut` alone would say nothing. */
export function offerFaults(faults: Faults): Faults {
  return new Map(
    [...faults].map(([place, said]) => {
      // Lines have one fault together: a line that is filled in by half.
      const field = place === 'condition' || place === 'response' ? 'ifThen' : place;
      const known = Object.entries(NAMES).find(([name]) => name === field);
      return [
        field,
        known ? (texts) => `${texts.t(known[1]).replace('?', '')}: ${said(texts).toLocaleLowerCase()}` : said,
      ];
    }),
  );
}
