import { expect, it } from 'vitest';
import { exampleHandover, NOW } from '../testing/examples.ts';
import { startOfProposal } from './offerStart.ts';

it('a letter that was declined begins the next one; what stands in the place of one that cannot be read does not', () => {
  const declined = exampleHandover({ status: 'declined' });
  expect(startOfProposal(declined, NOW)).toMatchObject({ toTeamId: declined.toTeam.id, isbar: declined.isbar });
  expect(startOfProposal({ ...declined, unreadable: ['digest'] }, NOW).isbar).toEqual(declined.isbar);
  expect(startOfProposal({ ...declined, unreadable: ['isbar'] }, NOW)).toMatchObject({ toTeamId: declined.toTeam.id });
  expect(startOfProposal({ ...declined, unreadable: ['isbar'] }, NOW).isbar).toEqual({});
});
