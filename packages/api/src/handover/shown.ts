import {
  CounterProposalSchema,
  type Handover,
  HandoverDigestSchema,
  HandoverSchema,
  IsbarSchema,
  ReadBackSchema,
} from '@samvakt/contract';
import type { FastifyBaseLogger } from 'fastify';
import { CANNOT_BE_READ, shownOr } from '../unreadable/shown.ts';

/** How ill the patient is cannot be read either, so the worst is taken. */
const ISBAR = {
  illnessSeverity: 'unstable',
  situation: CANNOT_BE_READ.nb,
  background: CANNOT_BE_READ.nb,
  assessment: CANNOT_BE_READ.nb,
  recommendation: CANNOT_BE_READ.nb,
} as const;
const DIGEST = { alerts: [], missing: [], trends: [] };

/** A handover as it is shown. One whose letter, or what goes with it, cannot be read says so (`unreadable`): the rest of it stands, and the list too. */
export function handoverShown(handover: Handover, log: FastifyBaseLogger): Handover {
  const about = { handoverId: handover.id };
  return shownOr(HandoverSchema, {
    make: () => handover,
    instead: () => withoutWhatCannotBeRead(handover),
    log,
    about,
  });
}

function withoutWhatCannotBeRead(handover: Handover): Handover {
  const isbar = IsbarSchema.safeParse(handover.isbar);
  const digest = HandoverDigestSchema.safeParse(handover.digest);
  return {
    ...handover,
    isbar: isbar.success ? isbar.data : { ...ISBAR, contingency: '' },
    digest: digest.success ? digest.data : DIGEST,
    readBack: ReadBackSchema.nullable().catch(null).parse(handover.readBack),
    counterProposal: CounterProposalSchema.nullable().optional().catch(null).parse(handover.counterProposal),
    unreadable: [...(isbar.success ? [] : (['isbar'] as const)), ...(digest.success ? [] : (['digest'] as const))],
  };
}
