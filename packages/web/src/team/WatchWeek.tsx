import { Button, Table } from '@digdir/designsystemet-react';
import type { WatchSpan } from '@samvakt/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useApi } from '../api/useApi.ts';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { dayText } from '../cover/uncoveredText.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './team.module.css';

const WEEK_MS = 7 * 86_400_000;

/** Who acts on red, hour by hour, for seven days; past weeks as they were declared then. */
export function WatchWeek({ teamId }: { readonly teamId: string }) {
  const { t, language, localized } = useTexts();
  const { queries } = useApi();
  const id = useId();
  const [from, setFrom] = useState<string>();
  const watch = useQuery({ ...queries.watch(teamId, from), placeholderData: keepPreviousData });
  if (!watch.data) {
    return <UntilRead of={[watch]} label={t('team.loading')} rows={3} />;
  }
  const first = watch.data.days[0]?.date ?? '';
  const move = (weeks: number) => () =>
    setFrom(new Date(Date.parse(`${first}T12:00:00Z`) + weeks * WEEK_MS).toISOString().slice(0, 10));
  const who = (span: WatchSpan): string =>
    ({
      'own-team': t('team.week.own'),
      'covering-team': t('cover.coveringTeam', { team: span.team?.name ?? '' }),
      'patient-calls': t('team.week.calls'),
      nobody: t('team.week.nobody'),
    })[span.by];

  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{t('team.week.title')}</h3>
      <div className={styles.acts}>
        <Button variant="secondary" data-size="sm" onClick={move(-1)}>
          {t('team.week.previous')}
        </Button>
        <Button variant="secondary" data-size="sm" onClick={() => setFrom(undefined)} disabled={from === undefined}>
          {t('team.week.today')}
        </Button>
        <Button variant="secondary" data-size="sm" onClick={move(1)}>
          {t('team.week.next')}
        </Button>
      </div>
      <ScrollBox label={t('team.week.title')} className={styles.scroll}>
        <Table data-size="sm" className={styles.week}>
          <caption className="hidden-visually">{t('team.week.caption', { date: dayText(first, language) })}</caption>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell scope="col">{t('team.week.day')}</Table.HeaderCell>
              <Table.HeaderCell scope="col">{t('team.week.who')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {watch.data.days.map(({ date, holiday, exception, hours, spans }) => (
              <Table.Row key={date} data-date={date}>
                <Table.HeaderCell scope="row">
                  {dayText(date, language, 'short')}
                  {holiday && <span className={styles.note}>{localized(holiday)}</span>}
                  {exception && <span className={styles.note}>{t('team.week.exception')}</span>}
                  {hours !== 24 && <span className={styles.note}>{t('team.week.short', { hours })}</span>}
                </Table.HeaderCell>
                <Table.Cell>
                  <ul className={styles.spans}>
                    {spans.map((span) => (
                      <li key={span.from} data-by={span.by}>
                        <span className={styles.clock}>
                          {t('team.week.span', { from: span.localFrom, until: span.localUntil })}
                        </span>{' '}
                        {who(span)}
                      </li>
                    ))}
                  </ul>
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </ScrollBox>
    </section>
  );
}
