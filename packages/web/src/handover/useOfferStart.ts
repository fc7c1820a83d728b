import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { useClock } from '../clock/useNow.ts';
import { useTexts } from '../texts/useTexts.ts';
import { BLANK, type OfferStart, startOfProposal, startOfRequest } from './offerStart.ts';

type Begun = { readonly start: OfferStart; readonly note?: string };

/** What the form begins with: nothing, a counter-proposal, or a request. Undefined until that is read. */
export function useOfferStart(search: {
  proposal?: string | undefined;
  request?: string | undefined;
}): Begun | undefined {
  const { t } = useTexts();
  const { queries } = useApi();
  // The times of a form that is being written do not wander with the clock.
  const now = useState(useClock().now)[0];
  const declined = useQuery({ ...queries.handover(search.proposal ?? ''), enabled: search.proposal !== undefined });
  const lists = useQuery({ ...queries.handovers(), enabled: search.request !== undefined });
  if (search.proposal !== undefined) {
    if (declined.isPending) return undefined;
    const handover = declined.data?.handover;
    if (handover?.counterProposal) {
      const { conditions } = handover.counterProposal;
      return { start: startOfProposal(handover, now), note: t('offer.fromProposal', { conditions }) };
    }
  }
  if (search.request !== undefined) {
    if (lists.isPending) return undefined;
    const asked = lists.data?.requests.toUs.find(({ id, status }) => id === search.request && status === 'open');
    if (asked) {
      const { team, reason } = asked;
      return { start: startOfRequest(asked, now), note: t('offer.fromRequest', { team: team.name, reason }) };
    }
  }
  return { start: BLANK };
}
