import { type Protocol, ProtocolSchema } from '../protocol/schema.ts';
import { acuteHome } from './acuteHome.ts';
import { copd } from './copd.ts';
import { diabetes } from './diabetes.ts';
import { heartFailure } from './heartFailure.ts';
import { hypertension } from './hypertension.ts';

/** The protocols that come with the platform. Every number is a default, to be made individual; none is cleared for clinical use. */
export const PROTOCOLS: readonly Protocol[] = [copd, heartFailure, diabetes, hypertension, acuteHome].map((protocol) =>
  ProtocolSchema.parse(protocol),
);

/** The shipped protocol with this id: `copd`, `heart-failure`, `diabetes`, `hypertension` or `acute-home`. */
export function findProtocol(id: string): Protocol | undefined {
  return PROTOCOLS.find((protocol) => protocol.id === id);
}
