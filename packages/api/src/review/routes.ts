import type { RefusalCode } from '@samvakt/care';
import { ReviewEpisodesSchema, type ReviewResult, ReviewResultsSchema } from '@samvakt/contract';
import { ActRefused, isDatabaseAway, reviewEpisode } from '@samvakt/store';
import type { Access, Look } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { Problem } from '../problem/problem.ts';
import { memberOf } from '../session/member.ts';

const UNREADABLE: RefusalCode = 'patient-unreadable';

/** `POST /api/v1/reviews`. Each follow-up has its own transaction: the refusal of one is its own, and the others go through. */
export function registerReviews(app: ApiInstance, parts: Parts & { access: Access }): void {
  const { database, clock, access } = parts;
  const schema = { body: ReviewEpisodesSchema, response: { 200: ReviewResultsSchema } };
  app.post('/reviews', { schema }, async (request) => {
    const member = memberOf(request);
    const { actId, seenAt, episodes } = request.body;
    const results: ReviewResult[] = [];
    for (const { episodeId, newestMeasurementAt } of episodes) {
      const now = clock();
      const seen = {
        seenAt: Math.min(now, Date.parse(seenAt)),
        seenUntil: newestMeasurementAt === null ? null : Date.parse(newestMeasurementAt),
      };
      const look = { member, now, action: 'review episode' };
      results.push(await reviewOne(look, { actId, episodeId, ...seen, practitionerId: member.id, now }));
    }
    return { results };
  });

  async function reviewOne(look: Look, review: Parameters<typeof reviewEpisode>[1]): Promise<ReviewResult> {
    const { episodeId } = review;
    try {
      await access.toEpisode(look, episodeId);
      await database.transaction((client) => reviewEpisode(client, review));
      return { episodeId, result: 'reviewed', refusal: null };
    } catch (error) {
      if (error instanceof ActRefused) {
        return { episodeId, result: 'refused', refusal: { reason: error.refusal, detail: error.reason } };
      }
      // What one may not see does not exist, in a list as elsewhere.
      if (error instanceof Problem && error.code === 'not-found') {
        const refusal = { reason: 'no-such-episode', detail: 'There is no such follow-up.' };
        return { episodeId, result: 'refused', refusal };
      }
      if (isDatabaseAway(error)) throw error;
      // What of one cannot be read is no reason to leave the others of the list unanswered; and nobody says of it that all is well.
      app.log.error({ err: error, episodeId }, 'a follow-up cannot be read, and is not reviewed');
      const refusal = { reason: UNREADABLE, detail: 'What is known of the patient cannot be read.' };
      return { episodeId, result: 'refused', refusal };
    }
  }
}
