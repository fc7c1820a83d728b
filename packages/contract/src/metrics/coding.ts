/** Code systems as FHIR names them (https://hl7.org/fhir/R4/terminologies-systems.html). */
export const LOINC = 'http://loinc.org';
export const SNOMED_CT = 'http://snomed.info/sct';
export const UCUM = 'http://unitsofmeasure.org';
/** ISO/IEEE 11073-10101 nomenclature; the code is the 32-bit decimal number. */
export const MDC = 'urn:iso:std:iso:11073:10101';
/** Norwegian laboratory code list (NLK), which reuses the NPU codes. OID to be verified against Volven. */
export const NLK = 'urn:oid:2.16.578.1.12.4.1.1.7280';
/** Our own metric codes; every metric has one, and a symptom question of our own has nothing else. */
export const SAMVAKT_METRIC = 'urn:samvakt:metric';
/** Our own answer codes, for the options of a choice. */
export const SAMVAKT_ANSWER = 'urn:samvakt:answer';

/** A code and the system that it belongs to, as FHIR R4 `Coding` without version and display. */
export interface Coding {
  readonly system: string;
  readonly code: string;
}

export const loinc = (code: string): Coding => ({ system: LOINC, code });
export const mdc = (code: string): Coding => ({ system: MDC, code });
export const snomed = (code: string): Coding => ({ system: SNOMED_CT, code });
