import { Table } from '@digdir/designsystemet-react';
import type { LocalizedText } from '@samvakt/contract';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { measurementText } from '../format/measurement.ts';
import { useFormat } from '../format/useFormat.ts';
import { AnswerMarks } from '../questionnaire/AnswerMarks.tsx';
import { WholeForm } from '../questionnaire/WholeForm.tsx';
import { metricName } from '../texts/names.ts';
import { type Translate, useTexts } from '../texts/useTexts.ts';
import styles from './alert.module.css';
import { readEvidence, redFirst, type ShownEvidence } from './evidence.ts';
import { evidenceRows } from './evidenceRows.ts';

/** What an alert rests on: each reading beside the limit it met, and what was due and did not come. */
export function EvidenceTable({ evidence, episodeId }: { readonly evidence: unknown; readonly episodeId: string }) {
  const { t } = useTexts();
  const format = useFormat();
  const read = readEvidence(evidence);
  if (!read) return <p className={styles.soft}>{t('evidence.unreadable')}</p>;
  const rows = evidenceRows(t, format, read);
  return (
    <>
      {rows.length > 0 && (
        <ScrollBox className={styles.evidence} label={t('evidence.caption')}>
          <Table data-size="sm" data-color="neutral">
            <caption className="hidden-visually">{t('evidence.caption')}</caption>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell scope="col">{t('evidence.metric')}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t('evidence.value')}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t('evidence.threshold')}</Table.HeaderCell>
                <Table.HeaderCell scope="col">{t('evidence.when')}</Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {rows.map((row) => (
                <Table.Row key={row.key} data-judged={row.threshold !== undefined || undefined}>
                  <Table.Cell>{row.what}</Table.Cell>
                  <Table.Cell className={styles.value}>{row.value}</Table.Cell>
                  <Table.Cell>{row.threshold ?? row.points}</Table.Cell>
                  <Table.Cell>
                    {row.at !== undefined && <At at={row.at} />} {row.note}
                  </Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </ScrollBox>
      )}
      <Answered evidence={read} episodeId={episodeId} />
      <Missing evidence={read} />
      <Unanswered evidence={read} />
      <Review evidence={read} episodeId={episodeId} />
    </>
  );
}

interface OfEpisode {
  readonly evidence: ShownEvidence;
  readonly episodeId: string;
}

/** The answers of a form that raised the alert, plainly that the patient wants to be contacted, and the way to the rest of the form. */
function Answered({ evidence, episodeId }: OfEpisode) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const aboutForm = (title: LocalizedText, at: number) =>
    t('questionnaire.about', { title: localized(title), time: format.near(at, now) });
  return evidence.items
    .filter((item) => item.type === 'questionnaire')
    .map(({ responseId, about, title, at, answers }) => (
      <div key={`${responseId}-${about}`} className={styles.missing}>
        <p>
          <strong>{localized(title)}:</strong> {t('questionnaire.fromAlert', { time: format.near(at, now) })}
          {about === 'contact' && '. '}
          {about === 'contact' && <strong>{t('questionnaire.contact')}</strong>}
        </p>
        {answers.length > 0 && (
          <AnswerMarks answers={redFirst(answers).map(({ colour, ...answer }) => ({ ...answer, mark: colour }))} />
        )}
        <WholeForm episodeId={episodeId} responseId={responseId} about={aboutForm(title, at)} />
      </div>
    ));
}

function Unanswered({ evidence }: { readonly evidence: ShownEvidence }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  return evidence.items
    .filter((item) => item.type === 'unanswered')
    .map((item) => (
      <p key={item.title.nb} className={styles.missing}>
        <strong>{localized(item.title)}:</strong> {unansweredText(t, item, (at) => format.near(at, now))}
      </p>
    ));
}

type UnansweredItem = Extract<ShownEvidence['items'][number], { type: 'unanswered' }>;

function unansweredText(
  t: Translate,
  { lastAt, dueAt, planned }: UnansweredItem,
  near: (at: number) => string,
): string {
  if (planned === undefined) {
    if (lastAt === null) return t('questionnaire.unansweredNever', { due: near(dueAt) });
    return t('questionnaire.unanswered', { time: near(lastAt), due: near(dueAt) });
  }
  if (lastAt === null) return t('questionnaire.plannedNever', { by: near(planned.by) });
  return t('questionnaire.planned', { time: near(lastAt), by: near(planned.by) });
}

function Missing({ evidence }: { readonly evidence: ShownEvidence }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  return evidence.items
    .filter((item) => item.type === 'missing')
    .map((item) => (
      <p key={item.metric} className={styles.missing}>
        <strong>{metricName(t, item.metric)}:</strong> {missingText(t, item, (at) => format.near(at, now))}
      </p>
    ));
}

type MissingItem = Extract<ShownEvidence['items'][number], { type: 'missing' }>;

function missingText(t: Translate, { lastAt, dueAt, planned }: MissingItem, near: (at: number) => string): string {
  if (planned === undefined) {
    if (lastAt === null) return t('evidence.missingNever', { due: near(dueAt) });
    return t('evidence.missing', { time: near(lastAt), due: near(dueAt) });
  }
  if (lastAt === null) return t('evidence.plannedNever', { by: near(planned.by) });
  return t('evidence.planned', { time: near(lastAt), by: near(planned.by) });
}

function Review({ evidence, episodeId }: OfEpisode) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { review } = evidence;
  if (!review) return null;
  if (review.response) {
    const { title, at, responseId } = review.response;
    const time = format.near(at, now);
    return (
      <div className={styles.missing}>
        <p>
          <strong>{localized(title)}:</strong> {t('questionnaire.fromAlert', { time })}.{' '}
          {t(`evidence.review.${review.code}`)}
        </p>
        <WholeForm
          episodeId={episodeId}
          responseId={responseId}
          about={t('questionnaire.about', { title: localized(title), time })}
        />
      </div>
    );
  }
  return (
    <p className={styles.missing}>
      {review.metric && <strong>{metricName(t, review.metric)}: </strong>}
      {review.metric && review.reading && (
        <>
          {measurementText(t, format, review.metric, review.reading.value)}, <At at={review.reading.at} />.{' '}
        </>
      )}
      {t(`evidence.review.${review.code}`)}
    </p>
  );
}
