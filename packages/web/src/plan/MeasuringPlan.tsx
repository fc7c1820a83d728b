import { CheckmarkCircleIcon, ClockDashedIcon, PauseIcon, XMarkOctagonIcon } from '@navikt/aksel-icons';
import type { EpisodePlan, Occasion, OccasionState } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ComponentType, SVGProps } from 'react';
import { useApi } from '../api/useApi.ts';
import { UntilRead } from '../app/UntilRead.tsx';
import { useNow } from '../clock/useNow.ts';
import { dayText } from '../cover/uncoveredText.ts';
import episodeStyles from '../episode/episode.module.css';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { dayOf } from '../pause/days.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './plan.module.css';
import { stateName, subjectKey, subjectName } from './subject.ts';

const DAY_MS = 86_400_000;

/** What is due today and this week, and what came of the last two weeks, per measurement and form. */
export function MeasuringPlan({ episodeId }: { readonly episodeId: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const plan = useQuery(queries.measuringPlan(episodeId));
  return (
    <section className={episodeStyles.panel} aria-labelledby="measuring-plan">
      <h2 id="measuring-plan">{t('measuringPlan.title')}</h2>
      {plan.data ? (
        <PlanView episodeId={episodeId} plan={plan.data} />
      ) : (
        <UntilRead of={[plan]} label={t('measuringPlan.title')} rows={3} />
      )}
    </section>
  );
}

function PlanView({ episodeId, plan }: { readonly episodeId: string; readonly plan: EpisodePlan }) {
  const { t, localized, language } = useTexts();
  const format = useFormat();
  const now = useNow();
  const today = plan.occasions.filter(({ by }) => dayOf(epochMs(by)) === dayOf(now));
  const ahead = plan.occasions.filter(({ by }) => epochMs(by) > now && dayOf(epochMs(by)) !== dayOf(now));
  const behind = plan.occasions.filter(({ by, state }) => epochMs(by) <= now && state !== 'waiting');
  if (plan.unreadable) return <p>{t('unreadable.plan')}</p>;
  return (
    <>
      <p>
        {t(
          plan.metrics.length + plan.questionnaires.length === 0
            ? 'measuringPlan.nothingToPlan'
            : `measuringPlan.origin.${plan.origin}`,
        )}
      </p>
      {plan.setAt !== null && plan.reason !== null && (
        <p className={episodeStyles.soft}>
          {t('measuringPlan.setBy', {
            name: plan.setBy?.name ?? 'Samvakt',
            time: format.near(plan.setAt, now),
            reason: plan.reason,
          })}
        </p>
      )}
      <h3>{t('measuringPlan.today')}</h3>
      {today.length === 0 ? (
        <p className={episodeStyles.soft}>{t('measuringPlan.nothingToday')}</p>
      ) : (
        <ul className={styles.due}>
          {today.map((occasion) => (
            <li key={`${subjectKey(occasion)} ${occasion.by}`}>
              <StateIcon state={occasion.state} />
              <span>
                {t('measuringPlan.byTime', {
                  metric: subjectName(t, localized, occasion),
                  time: format.time(occasion.by),
                })}
                {': '}
                <strong>{stateName(t, occasion)}</strong>
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3>{t('measuringPlan.week')}</h3>
      {ahead.length === 0 ? (
        <p className={episodeStyles.soft}>{t('measuringPlan.nothingWeek')}</p>
      ) : (
        <ul className={styles.due}>
          {[...Map.groupBy(ahead, ({ by }) => dayOf(epochMs(by)))].map(([day, occasions]) => (
            <li key={day}>
              <span>
                <strong>{dayText(day, language, 'short')}</strong>{' '}
                {format.list(
                  occasions.map((occasion) =>
                    t('measuringPlan.byTime', {
                      metric: subjectName(t, localized, occasion),
                      time: format.time(occasion.by),
                    }),
                  ),
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Forms plan={plan} />
      <h3>{t('measuringPlan.last')}</h3>
      {behind.length === 0 && <p className={episodeStyles.soft}>{t('measuringPlan.lastNone')}</p>}
      {[...Map.groupBy(behind, subjectKey)].map(([key, occasions]) => (
        <Marks key={key} occasions={occasions} />
      ))}
      {plan.mayChange ? (
        <p>
          <Link to="/episodes/$episodeId/measuring-plan" params={{ episodeId }}>
            {t('measuringPlan.change')}
          </Link>
        </p>
      ) : (
        <p className={episodeStyles.soft}>{t('measuringPlan.onlyAccountable')}</p>
      )}
    </>
  );
}

/** What a protocol from before forms were planned asks the patient to answer, and by when. */
function Forms({ plan: { forms, formsUnreadable } }: { readonly plan: EpisodePlan }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const now = useNow();
  if (formsUnreadable) {
    return (
      <>
        <h3>{t('questionnaire.title')}</h3>
        <p>{t('measuringPlan.formsUnreadable')}</p>
      </>
    );
  }
  if (forms.length === 0) return null;
  return (
    <>
      <h3>{t('questionnaire.title')}</h3>
      <ul className={styles.due}>
        {forms.map(({ title, everyMs, lastAnsweredAt, by, state }) => (
          <li key={title.nb}>
            <StateIcon state={state} />
            <span>
              {t('measuringPlan.byTime', { metric: localized(title), time: format.near(by, now) })}
              {': '}
              <strong>{t(`measuringPlan.states.${state}`)}</strong>
              <br />
              <span className={episodeStyles.soft}>
                {t('questionnaire.every', { count: Math.round(everyMs / DAY_MS) })}{' '}
                {lastAnsweredAt === null
                  ? t('questionnaire.neverAnswered')
                  : t('questionnaire.lastAnswered', { time: format.near(lastAnsweredAt, now) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** One mark for each due time, oldest first; in words for whoever does not see them. */
function Marks({ occasions }: { readonly occasions: readonly Occasion[] }) {
  const { t, localized } = useTexts();
  const format = useFormat();
  const [first] = occasions;
  if (!first) return null;
  const name = subjectName(t, localized, first);
  const summary = first.metric === undefined ? 'measuringPlan.formSummary' : 'measuringPlan.summary';
  const answered = occasions.filter(({ state }) => state === 'answered').length;
  return (
    <div className={styles.metric}>
      <h4>{name}</h4>
      <p className={episodeStyles.soft}>{t(summary, { answered, all: occasions.length })}</p>
      <ul className={styles.marks} aria-label={name}>
        {occasions.map((occasion) => {
          const { by, state } = occasion;
          const words = t('measuringPlan.mark', {
            day: format.date(by),
            time: format.time(by),
            state: stateName(t, occasion),
          });
          return (
            <li key={by} data-state={state} title={words}>
              <StateIcon state={state} />
              <span className="hidden-visually">{words}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const ICONS: Readonly<Record<OccasionState, ComponentType<SVGProps<SVGSVGElement>>>> = {
  answered: CheckmarkCircleIcon,
  waiting: ClockDashedIcon,
  overdue: XMarkOctagonIcon,
  'put-off': PauseIcon,
};

function StateIcon({ state }: { readonly state: OccasionState }) {
  const Icon = ICONS[state];
  return <Icon aria-hidden data-state={state} className={styles.icon} />;
}
