export { appendChanges, type Change, CursorError, currentCursor, type NewChange, readChangesAfter } from './change.ts';
export { brokenConstraint, type Database, openDatabase, type Queryable, sqlState } from './database.ts';
export { migrate } from './migrate.ts';
export {
  assignDevice,
  endAssignment,
  type NewAssignment,
  type NewDevice,
  readDeviceSecretHash,
  registerDevice,
} from './registration/device.ts';
export {
  type InstallationKind,
  InstallationKindError,
  readInstallation,
  setInstallation,
} from './registration/installation.ts';
export {
  completeIdentityNumber,
  faultOfIdentityNumber,
  type IdentityNumberFault,
} from './registration/nationalIdentityNumber.ts';
export {
  type NewOrganization,
  type NewPractitioner,
  type NewTeam,
  registerOrganization,
  registerPractitioner,
  registerTeam,
} from './registration/organization.ts';
export { IdentityNumberError, type NewPatient, registerPatient } from './registration/patient.ts';
export { ProtocolVersionError, registerProtocol } from './registration/protocol.ts';
