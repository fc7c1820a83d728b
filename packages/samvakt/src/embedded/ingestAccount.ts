/** What the ingest service is called at a broker. No device can have this name: `@` is not allowed in a device id. */
export const INGEST_USERNAME = 'ingest@samvakt';
