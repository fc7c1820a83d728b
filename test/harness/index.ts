export { type Refused, startTestBroker, type TestBroker } from './broker.ts';
export { launchBrowser } from './browser.ts';
export { type Clinic, type ClinicPatient, type ClinicPerson, registerClinic } from './clinic.ts';
export { createClock, type TestClock } from './clock.ts';
export { createTestDatabase, type TestDatabase } from './database.ts';
export { type Home, openHome } from './home.ts';
export { startTestIssuer, type TestIssuer } from './issuer.ts';
export { type FollowedPatient, type Population, registerPopulation, TEST_PROTOCOL } from './population.ts';
export type { Answer, SignedIn } from './signedIn.ts';
