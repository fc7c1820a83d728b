export { appendChanges, type Change, CursorError, currentCursor, type NewChange, readChangesAfter } from './change.ts';
export { brokenConstraint, type Database, openDatabase, type Queryable, sqlState } from './database.ts';
export { migrate } from './migrate.ts';
