import { type Cover, CoverSchema, type OpeningHours, OpeningHoursSchema } from '@samvakt/contract';

/** Thrown where what a team has declared of its hours and cover cannot be read: a fault of ours. Nobody reckons as if it had declared nothing. */
export class HoursUnreadable extends Error {
  override readonly name = 'HoursUnreadable';
  readonly teamId: string;

  constructor(teamId: string, options: ErrorOptions) {
    super(`what team ${teamId} has declared of its hours and cover cannot be read`, options);
    this.teamId = teamId;
  }
}

/** A declaration as it is stored. @throws HoursUnreadable */
export function readDeclared(
  teamId: string,
  { hours, cover }: { hours: unknown; cover: unknown },
): { openingHours: OpeningHours; cover: Cover | null } {
  const openingHours = OpeningHoursSchema.safeParse(hours);
  if (!openingHours.success) throw new HoursUnreadable(teamId, { cause: openingHours.error });
  const read = CoverSchema.nullable().safeParse(cover);
  if (!read.success) throw new HoursUnreadable(teamId, { cause: read.error });
  return { openingHours: openingHours.data, cover: read.data };
}
