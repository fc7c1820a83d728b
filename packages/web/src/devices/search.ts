import { z } from 'zod';

/** What the address of the equipment page says: whose quarantine is shown. */
export const DevicesSearchSchema = z.object({ device: z.string().optional().catch(undefined) });
