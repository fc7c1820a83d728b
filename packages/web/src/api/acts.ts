import {
  type AcceptHandoverSchema,
  AlertSchema,
  type ChangePauseEndSchema,
  type DeclineHandoverSchema,
  HandoverSchema,
  type OfferHandoverSchema,
  PauseSchema,
  type ResolveAlertSchema,
  type SetPauseSchema,
  type WithdrawHandoverSchema,
} from '@samvakt/contract';
import type { z } from 'zod';
import type { Client } from './client.ts';

/** Everything a person can do, one entry each; every act names the version it was decided upon where the contract asks for it. */
export function createActs(client: Client) {
  const alert = (alertId: string, act: string) => `/alerts/${encodeURIComponent(alertId)}/${act}`;
  const handover = (handoverId: string, act: string) => `/handovers/${encodeURIComponent(handoverId)}/${act}`;
  const pause = (pauseId: string, act: string) => `/pauses/${encodeURIComponent(pauseId)}/${act}`;
  return {
    signOut: () => client.signOut(),
    claim: (alertId: string, version: number) => client.post(alert(alertId, 'claim'), { version }, AlertSchema),
    release: (alertId: string, version: number) => client.post(alert(alertId, 'release'), { version }, AlertSchema),
    addNote: (alertId: string, text: string) => client.post(alert(alertId, 'notes'), { text }, AlertSchema),
    resolve: (alertId: string, act: z.input<typeof ResolveAlertSchema>) =>
      client.post(alert(alertId, 'resolve'), act, AlertSchema),
    setPause: (episodeId: string, act: z.input<typeof SetPauseSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/pauses`, act, PauseSchema),
    endPause: (pauseId: string, version: number) => client.post(pause(pauseId, 'end'), { version }, PauseSchema),
    changePauseEnd: (pauseId: string, act: z.input<typeof ChangePauseEndSchema>) =>
      client.post(pause(pauseId, 'change-end'), act, PauseSchema),
    offer: (episodeId: string, offer: z.input<typeof OfferHandoverSchema>) =>
      client.post(`/episodes/${encodeURIComponent(episodeId)}/handovers`, offer, HandoverSchema),
    accept: (handoverId: string, act: z.input<typeof AcceptHandoverSchema>) =>
      client.post(handover(handoverId, 'accept'), act, HandoverSchema),
    decline: (handoverId: string, act: z.input<typeof DeclineHandoverSchema>) =>
      client.post(handover(handoverId, 'decline'), act, HandoverSchema),
    withdraw: (handoverId: string, act: z.input<typeof WithdrawHandoverSchema>) =>
      client.post(handover(handoverId, 'withdraw'), act, HandoverSchema),
  };
}
export type Acts = ReturnType<typeof createActs>;
