import { Button } from '@digdir/designsystemet-react';
import { HandshakeIcon, PersonGroupFillIcon, PhoneIcon } from '@navikt/aksel-icons';
import type { EpisodeDetail, Team } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { Age, At } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { CoverNow } from '../cover/CoverNow.tsx';
import { Uncovered } from '../cover/Uncovered.tsx';
import { epochMs } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { NotOurs } from '../handover/NotOurs.tsx';
import { useTexts } from '../texts/useTexts.ts';
import styles from './episode.module.css';

interface AccountabilityProps {
  readonly episode: EpisodeDetail;
  readonly myTeams: readonly Team[];
}

/** Who is accountable now, since when, until when, and whether that is about to change: the line that must not be misread. */
export function Accountability({ episode, myTeams }: AccountabilityProps) {
  const { t } = useTexts();
  const { accountable, openHandover, access } = episode;
  const until = (openHandover?.status === 'scheduled' && openHandover.effectiveAt) || accountable.plannedUntil;
  const ours = myTeams.some(({ id }) => id === accountable.team.id);
  return (
    <section className={styles.accountability} aria-labelledby="accountable" data-ours={ours || undefined}>
      <div className={styles.accountableTeam}>
        <PersonGroupFillIcon aria-hidden fontSize="1.75rem" />
        <div>
          <h2 id="accountable" className={styles.label}>
            {t('episode.accountableNow')}
          </h2>
          <p className={styles.team}>
            <strong>{accountable.team.name}</strong>
            <span className={styles.ours}>{ours ? t('episode.ours') : t('episode.notOurs')}</span>
          </p>
          <p className={styles.soft}>
            {accountable.team.organization.name}
            <a href={`tel:${accountable.team.phone.replaceAll(/\s/g, '')}`} className={styles.phone}>
              <PhoneIcon aria-hidden />
              <span className="hidden-visually">{t('episode.callTeam', { team: accountable.team.name })}: </span>
              {accountable.team.phone}
            </a>
          </p>
        </div>
      </div>
      <dl className={styles.periods}>
        <div>
          <dt>{t('episode.since')}</dt>
          <dd>
            <At at={accountable.since} />{' '}
            <span className={styles.soft}>
              (<Age at={accountable.since} />)
            </span>
          </dd>
        </div>
        <div>
          <dt>{t('episode.until')}</dt>
          <dd>{until ? <At at={until} /> : t('episode.untilOpen')}</dd>
        </div>
        {episode.watchUnreadable && (
          <div>
            <dt>{t('cover.now')}</dt>
            <dd>{t('cover.unreadable')}</dd>
          </div>
        )}
        {episode.cover && (
          <div data-cover={episode.cover.by}>
            <dt>{t('cover.now')}</dt>
            <dd>
              <CoverNow cover={episode.cover} team={accountable.team} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t('episode.handover')}</dt>
          <dd>{openHandover ? t(`handover.status.${openHandover.status}`) : t('episode.noHandover')}</dd>
        </div>
      </dl>
      {episode.uncovered && (
        <Uncovered hour={episode.uncovered}>{ours && <Link to="/team">{t('team.mendLink')}</Link>}</Uncovered>
      )}
      {access === 'accountable' && !openHandover && episode.endedAt === null && (
        <Button asChild variant="secondary" data-size="sm">
          <Link to="/episodes/$episodeId/handover" params={{ episodeId: episode.id }}>
            <HandshakeIcon aria-hidden fontSize="1.25rem" />
            {t('episode.offerHandover')}
          </Link>
        </Button>
      )}
      <NotOurs episode={episode} myTeams={myTeams} />
      <OpenHandover episode={episode} />
      <AccessNotice episode={episode} />
    </section>
  );
}

function OpenHandover({ episode }: { readonly episode: EpisodeDetail }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  const handover = episode.openHandover;
  if (!handover) return null;
  const { status, effectiveAt } = handover;
  const late = status === 'offered' && epochMs(handover.deadlineAt) < now;
  return (
    <div className={styles.openHandover} data-late={late || undefined}>
      <HandshakeIcon aria-hidden fontSize="1.5rem" />
      <p>
        <strong>
          {status === 'scheduled' && effectiveAt !== null
            ? t('offer.scheduledText', {
                from: handover.fromTeam.name,
                to: handover.toTeam.name,
                time: format.near(effectiveAt, now),
              })
            : t('episode.handoverOpen', { team: handover.toTeam.name, time: format.near(handover.deadlineAt, now) })}
          {late && ` ${t('episode.handoverLate')}`}
        </strong>{' '}
        {status === 'offered' && t('episode.handoverOpenHelp', { team: handover.fromTeam.name })}{' '}
        <Link to="/handovers/$handoverId" params={{ handoverId: handover.id }}>
          {t('episode.seeHandover')}
        </Link>
      </p>
    </div>
  );
}

/** On what grounds one sees the page, where it is not because one's team is accountable. */
function AccessNotice({ episode }: { readonly episode: EpisodeDetail }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <>
      {episode.endedAt !== null && (
        <p className={styles.access}>{t('episode.ended', { time: format.near(episode.endedAt, now) })}</p>
      )}
      {episode.access !== 'accountable' && (
        <p className={styles.access}>
          {t(`episode.access.${episode.access}`, { team: episode.accountable.team.name })}
        </p>
      )}
    </>
  );
}
