import type {
  Answer,
  Colour,
  Decoded,
  Fault,
  FaultCode,
  GatewayStatus,
  LocalizedText,
  MessageId,
  MetricCode,
  Receipt,
} from '@samvakt/contract';
import type { QuestionnaireResult } from '@samvakt/triage';

/** A message as the broker delivered it, decoded. `deviceId` is null where the topic names none of ours. */
export type ReceivedMessage = {
  topic: string;
  deviceId: string | null;
  payload: Uint8Array;
  /** Epoch milliseconds. */
  receivedAt: number;
  decoded: Decoded;
};

/** A gateway's word about itself. */
export type ReceivedStatus = { deviceId: string; status: GatewayStatus };

/** A receipt and the device whose topic it goes to. */
export type AddressedReceipt = { deviceId: string; receipt: Receipt };

/** One measurement that belongs to a patient, in the canonical unit of its metric. `message` is its message's place in the batch. */
export type PatientReading = {
  patientId: string;
  deviceId: string;
  metric: MetricCode;
  effectiveAt: number;
  value: number;
  receivedAt: number;
  message: number;
};

/** A response to a questionnaire that belongs to a patient, judged against it. `message` is its message's place in the batch. */
export type PatientResponse = {
  id: string;
  patientId: string;
  deviceId: string;
  url: string;
  version: string;
  title: LocalizedText;
  authoredAt: number;
  receivedAt: number;
  /** The text of the FHIR resource as it came. */
  body: string;
  answers: readonly { answer: Answer; colour: Colour | null }[];
  result: QuestionnaireResult;
  message: number;
};

/** What was sent of a patient and was not taken for what it says: `metric` null where that is not known, or answers to a form. */
export type PatientRefusal = {
  patientId: string;
  deviceId: string;
  metric: MetricCode | null;
  code: FaultCode;
  /** When it was measured; when it was received where that is not known. */
  effectiveAt: number;
  receivedAt: number;
  /** The same bytes have been refused before, and nothing says whether they were sent anew: news only where a review would be asked for. */
  again?: true;
};

/** What is kept whole because not all of it could be taken as truth. */
export type QuarantinedPayload = {
  topic: string;
  deviceId: string | null;
  payload: Uint8Array;
  reasons: readonly Fault[];
  receivedAt: number;
  id: MessageId | null;
};
