import { Alert, Button, Table, ToggleGroup } from '@digdir/designsystemet-react';
import { type EpisodeDetail, WHAT_IF_DAYS, type WhatIfShown } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Differences } from './Differences.tsx';
import { RealEvents } from './RealEvents.tsx';
import { type Proposed, wordOf, wordOfSetting } from './shown.ts';
import type { ReplayInSight } from './useSeen.ts';
import { useSettled } from './useSettled.ts';
import { WhatIfTrends } from './WhatIfTrends.tsx';
import styles from './whatIf.module.css';

type Days = (typeof WHAT_IF_DAYS)[number];

interface WhatIfProps {
  readonly episode: EpisodeDetail;
  /** What would be saved; undefined where what is written is nothing to replay. */
  readonly proposed: Proposed | undefined;
  readonly replay: ReplayInSight;
  /** Said where there is nothing to replay: each a sentence. */
  readonly nothing?: readonly string[];
}

/** The patient's own history under what is chosen but not saved, against what is in force. */
export function WhatIf({ episode, proposed, replay, nothing = [] }: WhatIfProps) {
  const { t } = useTexts();
  const [days, setDays] = useState<Days>(30);
  return (
    <section aria-labelledby="what-if" className={styles.whatIf}>
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
      {replay.changed.length > 0 && <Outdated replay={replay} />}
      {proposed === undefined ? (
        nothing.map((sentence) => <p key={sentence}>{sentence}</p>)
      ) : (
        <Replay episode={episode} proposed={proposed} days={days} replay={replay} />
      )}
    </section>
  );
}

/** What judges the patient is not what the replay was compared with. */
function Outdated({ replay: { changed, readAnew } }: { readonly replay: ReplayInSight }) {
  const { t } = useTexts();
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const what = format.list(changed.map((part) => t(`whatIf.parts.${part}`)));

  async function runAnew() {
    setBusy(true);
    await readAnew();
    setBusy(false);
  }

  return (
    <Alert data-color="warning" data-size="sm" role="alert">
      <p>{t('whatIf.outdated', { what })}</p>
      <Button type="button" data-size="sm" variant="secondary" loading={busy} onClick={() => void runAnew()}>
        {t('whatIf.runAnew')}
      </Button>
    </Alert>
  );
}

interface ReplayProps {
  readonly episode: EpisodeDetail;
  readonly proposed: Proposed;
  readonly days: Days;
  readonly replay: ReplayInSight;
}

function Replay({ episode, proposed, days, replay: { read, changed, onScreen } }: ReplayProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const settled = useSettled(proposed);
  const question = 'values' in settled ? { days, values: { ...settled.values } } : { days, ...settled };
  const answer = useQuery(queries.whatIf(episode.id, wordOfSetting(read), question));
  const { replayId, against } = answer.data ?? {};
  const hasFailed = answer.error !== null && answer.data === undefined;
  useEffect(() => {
    const asked = { of: settled, askedUnder: read };
    if (replayId !== undefined && against !== undefined) onScreen({ ...asked, answered: { replayId, against } });
    else if (hasFailed) onScreen({ ...asked, answered: null });
  }, [settled, read, replayId, against, hasFailed, onScreen]);
  const isOfForm = wordOf(settled) === wordOf(proposed);
  return (
    <div className={styles.replay} aria-busy={answer.isFetching} data-outdated={!isOfForm || changed.length > 0}>
      {answer.data ? (
        <>
          {!isOfForm && <p className={styles.soft}>{t('whatIf.notOfForm')}</p>}
          <Answer episode={episode} answer={answer.data} />
        </>
      ) : (
        <UntilRead of={[answer]} label={t('whatIf.loading')} rows={3} />
      )}
    </div>
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
      {answer.replayedFrom !== null && <p>{t('whatIf.notWhole', { from: format.dateTime(answer.replayedFrom) })}</p>}
      <Loads answer={answer} />
      <p className={styles.soft}>{t('whatIf.assumption', minutesPerAlert)}</p>
      {isSame && <p role="status">{t('whatIf.same')}</p>}
      <Differences answer={answer} />
      <RealEvents events={answer.events} />
      <WhatIfTrends episode={episode} answer={answer} />
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
