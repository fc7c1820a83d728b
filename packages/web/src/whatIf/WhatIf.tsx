import { Table, ToggleGroup } from '@digdir/designsystemet-react';
import { type EpisodeDetail, WHAT_IF_DAYS, type WhatIfShown } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Differences } from './Differences.tsx';
import { RealEvents } from './RealEvents.tsx';
import { type Proposed, presentOf, type ReplayOnScreen } from './shown.ts';
import { useSettled } from './useSettled.ts';
import { WhatIfTrends } from './WhatIfTrends.tsx';
import styles from './whatIf.module.css';

type Days = (typeof WHAT_IF_DAYS)[number];

interface WhatIfProps {
  readonly episode: EpisodeDetail;
  /** What would be saved. */
  readonly proposed: Proposed;
  /** What is in force, as one word; left out: what the patient page says of it. */
  readonly present?: string;
  /** Told of what the replay is on the screen, or cannot be. */
  readonly onScreen: (replay: ReplayOnScreen) => void;
}

/** The patient's own history under what is chosen but not saved, against what is in force. */
export function WhatIf({ episode, proposed, present = presentOf(episode), onScreen }: WhatIfProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const [days, setDays] = useState<Days>(30);
  const settled = useSettled(proposed);
  const question = 'values' in settled ? { days, values: { ...settled.values } } : { days, ...settled };
  const answer = useQuery(queries.whatIf(episode.id, present, question));
  const replayId = answer.data?.replayId;
  const hasFailed = answer.error !== null && answer.data === undefined;
  useEffect(() => {
    if (replayId !== undefined) onScreen({ of: settled, replayId });
    else if (hasFailed) onScreen({ of: settled, replayId: null });
  }, [settled, replayId, hasFailed, onScreen]);
  return (
    <section aria-labelledby="what-if" className={styles.whatIf} aria-busy={answer.isFetching}>
      <div className={styles.head}>
        <h2 id="what-if">{t('whatIf.title')}</h2>
        <ToggleGroup
          data-size="sm"
          aria-label={t('whatIf.days')}
          value={String(days)}
          onChange={(chosen) => setDays(WHAT_IF_DAYS.find((one) => String(one) === chosen) ?? days)}
        >
          {WHAT_IF_DAYS.map((one) => (
            <ToggleGroup.Item key={one} value={String(one)}>
              {t('whatIf.daysOf', { days: one })}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup>
      </div>
      {answer.data ? (
        <Answer episode={episode} answer={answer.data} />
      ) : answer.error ? (
        <ProblemPanel error={answer.error} onRetry={() => void answer.refetch()} />
      ) : (
        <Loading label={t('whatIf.loading')} rows={3} />
      )}
    </section>
  );
}

function Answer({ episode, answer }: { readonly episode: EpisodeDetail; readonly answer: WhatIfShown }) {
  const { t } = useTexts();
  const format = useFormat();
  const { counts, minutesPerAlert } = answer;
  const isSame = counts.gained + counts.lost + counts.changed === 0;
  return (
    <>
      <p className={styles.soft}>
        {t('whatIf.lead', {
          readings: format.number(answer.readings),
          from: format.dateTime(answer.from),
          until: format.dateTime(answer.until),
        })}
      </p>
      <Loads answer={answer} />
      <p className={styles.soft}>{t('whatIf.assumption', minutesPerAlert)}</p>
      {isSame ? <p role="status">{t('whatIf.same')}</p> : <Differences answer={answer} />}
      <RealEvents events={answer.events} />
      {!isSame && <WhatIfTrends episode={episode} answer={answer} />}
    </>
  );
}

function Loads({ answer: { present, proposed } }: { readonly answer: WhatIfShown }) {
  const { t } = useTexts();
  const format = useFormat();
  const rows = [
    ['alerts', 0],
    ['red', 0],
    ['perWeek', 1],
    ['hoursPerWeek', 1],
  ] as const;
  return (
    <ScrollBox className={styles.scroll} label={t('whatIf.title')}>
      <Table data-size="sm" data-color="neutral" className={styles.loads}>
        <caption className="hidden-visually">{t('whatIf.title')}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell scope="col">{t('whatIf.measure')}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t('whatIf.present')}</Table.HeaderCell>
            <Table.HeaderCell scope="col">{t('whatIf.proposed')}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {rows.map(([name, decimals]) => (
            <Table.Row key={name}>
              <Table.Cell>{t(`whatIf.${name}`)}</Table.Cell>
              <Table.Cell>{format.number(present[name], decimals)}</Table.Cell>
              <Table.Cell>
                <strong>{format.number(proposed[name], decimals)}</strong>
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </ScrollBox>
  );
}
