import { Details } from '@digdir/designsystemet-react';
import { PhoneIcon } from '@navikt/aksel-icons';
import type { EpisodeDetail, Team } from '@samvakt/contract';
import { useNow } from '../clock/useNow.ts';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { RequestForm } from '../handover/RequestForm.tsx';
import { conditionName, deviceKindName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './episode.module.css';

export function Equipment({ devices }: Pick<EpisodeDetail, 'devices'>) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <section className={styles.panel} aria-labelledby="equipment">
      <h2 id="equipment">{t('episode.devices')}</h2>
      {devices.length === 0 && <p className={styles.soft}>{t('episode.noDevices')}</p>}
      <ul className={styles.plain}>
        {devices.map((device) => (
          <li key={device.id}>
            <p>
              <strong>{deviceKindName(t, device.kind)}</strong> {device.model}
            </p>
            <p className={styles.soft}>
              {device.lastHeardAt === null
                ? t('episode.neverHeard')
                : t('episode.lastHeard', { time: format.relative(device.lastHeardAt, now) })}
              {device.batteryPercent !== null &&
                ` · ${t('episode.battery', { percent: format.percent(device.batteryPercent) })}`}
              {` · ${device.id}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Which teams have been accountable, newest first; and that the patient is followed for something else as well. */
export function History({
  responsibility,
  otherEpisodes,
  myTeams,
}: Pick<EpisodeDetail, 'responsibility' | 'otherEpisodes'> & {
  /** One's own teams that may ask for the others: none where one only reads here. */
  readonly myTeams: readonly Team[];
}) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <section className={styles.panel} aria-labelledby="history">
      <h2 id="history">{t('episode.responsibility')}</h2>
      <ol className={styles.plain}>
        {responsibility
          .toSorted((a, b) => b.from.localeCompare(a.from))
          .map((period) => (
            <li key={period.from}>
              <p>
                <strong>{period.team.name}</strong>, {period.team.organization.name}
              </p>
              <p className={styles.soft}>
                {format.dateTime(period.from)} –{' '}
                {period.until !== null
                  ? format.dateTime(period.until)
                  : epochMs(period.from) > now
                    ? t('episode.responsibilityAhead')
                    : t('episode.responsibilityNow')}
              </p>
            </li>
          ))}
      </ol>
      {otherEpisodes.length > 0 && (
        <>
          <h3>{t('episode.otherEpisodes')}</h3>
          <ul className={styles.plain}>
            {otherEpisodes.map(({ episodeId, condition, team }) => (
              <li key={episodeId}>
                <p>{t('episode.otherEpisode', { condition: conditionName(t, condition), team: team.name })}</p>
                <p className={styles.soft}>
                  {team.organization.name}
                  <a href={`tel:${team.phone.replaceAll(/\s/g, '')}`} className={styles.phone}>
                    <PhoneIcon aria-hidden />
                    <span className="hidden-visually">{t('episode.callTeam', { team: team.name })}: </span>
                    {team.phone}
                  </a>
                </p>
                <AskForOther episodeId={episodeId} team={team} myTeams={myTeams} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** A team that follows the patient may ask for another follow-up of the same patient, without seeing more of it. */
function AskForOther({
  episodeId,
  team,
  myTeams,
}: {
  readonly episodeId: string;
  readonly team: Team;
  readonly myTeams: readonly Team[];
}) {
  const { t } = useTexts();
  const teams = myTeams.filter(({ id }) => id !== team.id);
  if (teams.length === 0 || teams.length < myTeams.length) return null;
  return (
    <Details data-size="sm" data-color="neutral">
      <Details.Summary>{t('ask.title')}</Details.Summary>
      <Details.Content>
        <RequestForm episodeId={episodeId} accountable={team} teams={teams} />
      </Details.Content>
    </Details>
  );
}
