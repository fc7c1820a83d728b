import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where things lie in the clone. */
const CLONE = fileURLToPath(new URL('../../..', import.meta.url));
export const PACKAGES = path.join(CLONE, 'packages');
export const WEB_DIST = path.join(PACKAGES, 'web', 'dist');
export const DEFAULT_DATA_FOLDER = path.join(CLONE, '.samvakt');
