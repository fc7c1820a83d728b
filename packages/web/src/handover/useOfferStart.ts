import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { useClock } from '../clock/useNow.ts';
import { useTexts } from '../texts/useTexts.ts';
import { BLANK, type OfferStart, startOfProposal, startOfRequest } from './offerStart.ts';

type Begun = { readonly start: OfferStart; readonly note?: string };
type Search = { readonly proposal?: string | undefined; readonly request?: string | undefined };

/**
 * What the form begins with: nothing, a counter-proposal, or a request. Undefined until that is read. It stays what it was when it began, for
 * somebody writes on it; `isGone`: the request that it answers is not open any more, and is not answered by it.
 */
export function useOfferStart(search: Search): (Begun & { readonly isGone: boolean }) | undefined {
  const word = `${search.proposal} ${search.request}`;
  const found = useFound(search);
  const [kept, keep] = useState<{ readonly word: string; readonly begun: Begun }>();
  if (found && kept?.word !== word) keep({ word, begun: found });
  if (!found || kept?.word !== word) return undefined;
  const { start } = kept.begun;
  const isGone = start.requestId !== undefined && found.start.requestId === undefined;
  return { ...kept.begun, start: isGone ? { ...start, requestId: undefined } : start, isGone };
}

/** What it would begin with now. */
function useFound(search: Search): Begun | undefined {
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
