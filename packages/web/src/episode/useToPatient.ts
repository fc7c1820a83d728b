import { useNavigate } from '@tanstack/react-router';
import { useArrival } from '../app/Arrived.tsx';
import type { Said } from '../texts/said.ts';

/** Back to the patient: to where one was when nothing was done, and to what was done, in words on top of the page. */
export function useToPatient(episodeId: string, hash?: string) {
  const navigate = useNavigate();
  const arrival = useArrival();
  const to = { to: '/episodes/$episodeId', params: { episodeId } } as const;

  return {
    back: () => void navigate({ ...to, ...(hash === undefined ? {} : { hash }) }),
    done: (text: Said) => {
      arrival.say(`/episodes/${episodeId}`, { tone: 'success', text });
      return navigate(to);
    },
  };
}
