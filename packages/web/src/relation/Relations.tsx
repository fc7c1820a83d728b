import { Button } from '@digdir/designsystemet-react';
import type { AddRelation, EpisodeDetail, Relation, Session } from '@samvakt/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useApi } from '../api/useApi.ts';
import { problemText } from '../app/problemText.ts';
import { useNow } from '../clock/useNow.ts';
import styles from '../episode/episode.module.css';
import { type ActOutcome, Outcome } from '../form/Outcome.tsx';
import { useFormat } from '../format/useFormat.ts';
import type { Said } from '../texts/said.ts';
import { useTexts } from '../texts/useTexts.ts';
import { RelationForm } from './RelationForm.tsx';

interface RelationsProps {
  readonly episode: EpisodeDetail;
  readonly session: Session;
}

/** Which teams take part without being accountable; the accountable team asks them in and lets them go, and a team may leave by itself. */
export function Relations({ episode, session }: RelationsProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { acts, queries } = useApi();
  const queryClient = useQueryClient();
  const [outcome, setOutcome] = useState<ActOutcome>();
  // How many: the form begins anew after each.
  const [added, setAdded] = useState(0);
  const mayAct = episode.access === 'accountable' && episode.endedAt === null;
  const teams = useQuery({ ...queries.teams(), enabled: mayAct });
  const taking = new Set([episode.accountable.team.id, ...episode.relations.map(({ team }) => team.id)]);

  async function run(act: () => Promise<unknown>, text: Said): Promise<boolean> {
    let went = true;
    try {
      await act();
      setOutcome({ tone: 'success', text });
    } catch (error) {
      went = false;
      setOutcome({ tone: 'danger', text: ({ t }) => problemText(t, error) });
    }
    await queryClient.invalidateQueries({ queryKey: keys.episode(episode.id) });
    return went;
  }
  const add = async (relation: AddRelation): Promise<boolean> => {
    const team = teams.data?.teams.find(({ id }) => id === relation.teamId)?.name ?? '';
    const went = await run(
      () => acts.addRelation(episode.id, relation),
      ({ t }) => t('relation.added', { team }),
    );
    if (went) setAdded((before) => before + 1);
    return went;
  };
  const end = ({ id, team }: Relation) =>
    run(
      () => acts.endRelation(id),
      ({ t }) => t('relation.ended', { team: team.name }),
    );
  const mayEnd = ({ team }: Relation) => mayAct || session.teams.some(({ id }) => id === team.id);

  return (
    <section className={styles.panel} aria-labelledby="relations">
      <h2 id="relations">{t('relation.title')}</h2>
      <Outcome outcome={outcome} />
      {episode.relations.length === 0 && <p className={styles.soft}>{t('relation.none')}</p>}
      <ul className={styles.plain}>
        {episode.relations.map((relation) => (
          <li key={relation.id}>
            <p>
              <strong>{relation.team.name}</strong>, {relation.team.organization.name} ·{' '}
              {t(`relation.kinds.${relation.kind}`)}
            </p>
            <p className={styles.soft}>
              {relation.reason} ·{' '}
              {t('relation.since', { time: format.near(relation.since, now), name: relation.addedBy.name })}
            </p>
            {mayEnd(relation) && (
              <Button
                variant="tertiary"
                data-size="sm"
                aria-label={t('relation.endOf', { team: relation.team.name })}
                onClick={() => void end(relation)}
              >
                {t('relation.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {mayAct && (
        <details>
          <summary>{t('relation.add')}</summary>
          <RelationForm
            key={added}
            teams={(teams.data?.teams ?? []).filter(({ id }) => !taking.has(id))}
            onSave={add}
          />
        </details>
      )}
    </section>
  );
}
