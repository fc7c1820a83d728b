import { ReviewEpisodesSchema, type ReviewResult, ReviewResultsSchema } from '@samvakt/contract';
import { reviewEpisode } from '@samvakt/store';
import type { Access } from '../access/access.ts';
import type { ApiInstance, Parts } from '../instance.ts';
import { rowRefusal } from '../problem/row.ts';
import { memberOf } from '../session/member.ts';

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
      const review = {
        actId,
        episodeId,
        seenAt: Math.min(now, Date.parse(seenAt)),
        seenUntil: newestMeasurementAt === null ? null : Date.parse(newestMeasurementAt),
        practitionerId: member.id,
        now,
      };
      const refusal = await rowRefusal(request, episodeId, async () => {
        await access.toEpisode({ member, now, action: 'review episode' }, episodeId);
        await database.transaction((client) => reviewEpisode(client, review));
      });
      results.push({ episodeId, result: refusal === null ? 'reviewed' : 'refused', refusal });
    }
    return { results };
  });
}
