import type { Declaration, Team } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../api/useApi.ts';
import { useNow } from '../clock/useNow.ts';
import { CoverNow } from '../cover/CoverNow.tsx';
import { Uncovered } from '../cover/Uncovered.tsx';
import { dayText } from '../cover/uncoveredText.ts';
import { DutyRoster } from '../duty/DutyRoster.tsx';
import { PolicyRules, PolicySteps } from '../duty/PolicySteps.tsx';
import { Outcome } from '../form/Outcome.tsx';
import { useRead } from '../form/useRead.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';
import { Covers } from './Covers.tsx';
import { History } from './History.tsx';
import { HoursForm } from './HoursForm.tsx';
import { Planned } from './Planned.tsx';
import { PolicyForm } from './PolicyForm.tsx';
import styles from './team.module.css';
import { useTeamAct } from './useTeamAct.ts';
import { WatchWeek } from './WatchWeek.tsx';
import { coverText, hoursText } from './words.ts';

interface TeamSettingsProps {
  readonly declaration: Declaration;
  /** All of them, for names and for choosing who covers. */
  readonly teams: readonly Team[];
}

/** One team: when it is on duty, who acts on red otherwise, what is done while nobody claims an alert, and who has the duty. */
export function TeamSettings({ declaration, teams }: TeamSettingsProps) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const { acts } = useApi();
  const { outcome, run } = useTeamAct();
  const { team, version, lead, mayChange, openingHours, cover, setBy, setAt, reason, uncovered, patients, planned } =
    declaration;
  const read = useRead(version);
  return (
    <section className={styles.panel} aria-labelledby={`team-${team.id}`} data-team={team.name}>
      <h2 id={`team-${team.id}`}>{team.name}</h2>
      {uncovered !== null && <Uncovered hour={uncovered}>{t('team.mend')}</Uncovered>}
      <p>
        {t('team.now')}: <CoverNow cover={declaration.now} team={team} />
      </p>
      <p>{hoursText(t, openingHours)}</p>
      <p>
        {t('cover.declared')}: {coverText(t, cover, teams)}
      </p>
      <p className={styles.soft}>
        {lead === null ? t('team.noLead') : t('team.lead', { name: lead.name })}{' '}
        {t('team.patients', { count: patients })}{' '}
        {setAt !== null &&
          t('team.setBy', {
            name: setBy?.name ?? t('team.history.installation'),
            time: format.near(setAt, now),
            reason: reason ?? '',
          })}
      </p>
      <Outcome outcome={outcome} />
      {mayChange && (
        <details>
          <summary>{t('team.form.open')}</summary>
          <HoursForm
            key={read.begun}
            declaration={declaration}
            teams={teams.filter(({ id }) => id !== team.id)}
            read={read}
            onSave={async (act) => {
              const { from } = act;
              const went = await run(
                () => acts.setHours(team.id, { version: read.version, ...act }),
                ({ t, format }) =>
                  from === null ? t('team.form.saved') : t('team.form.savedFrom', { from: format.fullDateTime(from) }),
              );
              return read.sent(went);
            }}
          />
        </details>
      )}
      <Planned
        title={t('team.planned.title')}
        planned={planned}
        mayChange={mayChange}
        onWithdraw={(change, why) =>
          run(
            () => acts.withdrawPlannedHours(team.id, change.version, { version, reason: why }),
            ({ t }) => t('team.planned.withdrawn'),
          )
        }
      >
        {(change) => (
          <p>
            {hoursText(t, change.openingHours)}. {t('cover.declared')}: {coverText(t, change.cover, teams)}
          </p>
        )}
      </Planned>
      <WatchWeek teamId={team.id} />
      <Holidays holidays={declaration.holidays} />
      <Covers
        declaration={declaration}
        onWithdraw={({ team: other, version: read }, why, from) =>
          run(
            () => acts.withdrawCover(other.id, { version: read, reason: why, from }),
            ({ t, format }) =>
              from === null
                ? t('team.covers.withdrawn', { team: other.name })
                : t('team.covers.withdrawnFrom', { team: other.name, from: format.fullDateTime(from) }),
            true,
          )
        }
      />
      <History teamId={team.id} teams={teams} />
      <PolicySteps teamId={team.id} />
      <ChangePolicy teamId={team.id} mayChange={mayChange} />
      <Roster teamId={team.id} />
    </section>
  );
}

function Holidays({ holidays }: { readonly holidays: Declaration['holidays'] }) {
  const { t, language, localized } = useTexts();
  const year = new Date(useNow()).toISOString().slice(0, 4);
  return (
    <>
      <h3>{t('team.holidays.title')}</h3>
      <ul className={styles.holidays} data-holidays>
        {holidays.map(({ date, name, team }) => (
          <li key={date}>
            {dayText(date, language)}
            {date.startsWith(year) ? '' : ` ${date.slice(0, 4)}`}: {localized(name)}, {t(`team.holidays.${team}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

function ChangePolicy({ teamId, mayChange }: { readonly teamId: string; readonly mayChange: boolean }) {
  const { t } = useTexts();
  const { queries, acts } = useApi();
  const { outcome, run } = useTeamAct();
  const policy = useQuery(queries.escalationPolicy(teamId));
  const read = useRead(policy.data?.newest ?? 0);
  if (!policy.data) return null;
  const { newest, policy: standing, planned } = policy.data;
  return (
    <>
      <Outcome outcome={outcome} />
      <Planned
        title={t('team.policy.planned')}
        planned={planned}
        mayChange={mayChange}
        onWithdraw={(change, why) =>
          run(
            () => acts.withdrawPlannedPolicy(teamId, change.version, { version: newest, reason: why }),
            ({ t }) => t('team.planned.withdrawn'),
          )
        }
      >
        {(change) => <PolicyRules policy={change.policy} />}
      </Planned>
      {mayChange && (
        <details>
          <summary>{t('team.policy.open')}</summary>
          <PolicyForm
            key={read.begun}
            policy={standing}
            planned={planned}
            read={read}
            onSave={async (act) =>
              read.sent(
                await run(
                  () => acts.setEscalationPolicy(teamId, { version: read.version, ...act }),
                  ({ t, format }) =>
                    act.from === null
                      ? t('team.policy.saved')
                      : t('team.policy.savedFrom', { from: format.fullDateTime(act.from) }),
                ),
              )
            }
          />
        </details>
      )}
    </>
  );
}

function Roster({ teamId }: { readonly teamId: string }) {
  const { t } = useTexts();
  const { queries } = useApi();
  const duty = useQuery(queries.teamDuty(teamId));
  if (!duty.data) return null;
  return (
    <>
      <h3 className={styles.part}>{t('team.roster')}</h3>
      <DutyRoster duty={duty.data} level={4} />
    </>
  );
}
