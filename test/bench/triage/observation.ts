/**
 * A message of one saturation as the FHIR R4 Observation that ingest accepts in its stead: the vital signs profile of R4 (oxygensat), subject and performer as logical identifiers
 * as the national services want them, and the message's own identifier. The person is synthetic.
 */
export function asObservation(payload: string): string {
  const { queue, number, sentAt, measurements } = JSON.parse(payload);
  const [{ effectiveAt, value }] = measurements;
  return JSON.stringify({
    resourceType: 'Observation',
    meta: { profile: ['http://hl7.org/fhir/StructureDefinition/oxygensat'] },
    identifier: [{ system: `urn:uuid:${queue}`, value: String(number) }],
    status: 'final',
    category: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/observation-category',
            code: 'vital-signs',
            display: 'Vital Signs',
          },
        ],
      },
    ],
    code: {
      coding: [
        { system: 'http://loinc.org', code: '2708-6', display: 'Oxygen saturation in Arterial blood' },
        {
          system: 'http://loinc.org',
          code: '59408-5',
          display: 'Oxygen saturation in Arterial blood by Pulse oximetry',
        },
      ],
    },
    subject: { identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.1', value: '01815012345' } },
    performer: [{ identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '999999999' } }],
    effectiveDateTime: effectiveAt,
    issued: sentAt,
    valueQuantity: { value, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
    device: { identifier: { system: 'urn:oid:1.2.840.10004.1.1.1.0.0.1.0.0.1.2680', value: '74E8FFFEFF051C00' } },
  });
}
