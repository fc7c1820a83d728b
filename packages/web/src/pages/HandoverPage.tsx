import { Alert as Box, Details } from '@digdir/designsystemet-react';
import type { Alert, Handover, Session } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, Link, useParams } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { BackLink } from '../app/BackLink.tsx';
import { PageTitle } from '../app/PageTitle.tsx';
import { useNow } from '../clock/useNow.ts';
import { Outcome } from '../form/Outcome.tsx';
import { ageInYears } from '../format/format.ts';
import { useFormat } from '../format/useFormat.ts';
import { AcceptForm } from '../handover/AcceptForm.tsx';
import { AfterReview } from '../handover/AfterReview.tsx';
import { Decision } from '../handover/Decision.tsx';
import { DeclineForm } from '../handover/DeclineForm.tsx';
import { DigestView } from '../handover/Digest.tsx';
import { When } from '../handover/HandoverList.tsx';
import styles from '../handover/handover.module.css';
import { IsbarText } from '../handover/Isbar.tsx';
import { ReasonForm } from '../handover/ReasonForm.tsx';
import { Route } from '../handover/Route.tsx';
import { Scheduled, SinceAcceptance, Standing } from '../handover/Scheduled.tsx';
import { StatusTag } from '../handover/StatusTag.tsx';
import { Terms } from '../handover/Terms.tsx';
import { Unjudged } from '../handover/Unjudged.tsx';
import { useHandoverActs } from '../handover/useHandoverActs.ts';
import { conditionName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import { isNotThere, UnreadPage } from './UnreadPage.tsx';

export const handoverRoute = createLazyRoute('/handovers/$handoverId')({ component: HandoverPage });

function HandoverPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const { handoverId } = useParams({ from: '/handovers/$handoverId' });
  const session = useQuery(queries.session());
  const handover = useQuery(queries.handover(handoverId));
  if (handover.data && session.data && !isNotThere(handover)) {
    return (
      <HandoverView
        key={handoverId}
        handover={handover.data.handover}
        openRedAlerts={handover.data.openRedAlerts}
        unjudgedSince={handover.data.unjudgedSince}
        session={session.data}
      />
    );
  }
  return (
    <UnreadPage
      what="handover"
      title={t(handover.error ? 'handover.listTitle' : 'loading.handovers')}
      of={[handover]}
      label={t('loading.handovers')}
      tall
    />
  );
}

function Unreadable() {
  const { t } = useTexts();
  return (
    <Box data-color="danger" data-size="sm">
      {t('handover.unreadable')}
    </Box>
  );
}

interface HandoverViewProps {
  readonly handover: Handover;
  readonly openRedAlerts: readonly Alert[];
  readonly unjudgedSince: string | null;
  readonly session: Session;
}

function HandoverView({ handover, openRedAlerts, unjudgedSince, session }: HandoverViewProps) {
  const { t } = useTexts();
  const now = useNow();
  const acts = useHandoverActs(handover);
  const mine = (teamId: string) => session.teams.some(({ id }) => id === teamId);
  const open = handover.status === 'offered';
  const cannotRead = (part: 'isbar' | 'digest') => handover.unreadable?.includes(part) === true;
  const { patient } = handover;
  return (
    <>
      <BackLink to="/handovers">{t('handover.listTitle')}</BackLink>
      <div className={styles.top}>
        <PageTitle documentTitle={`${t('episode.handover')}: ${patient.name}`}>
          {t('episode.handover')}: {patient.name}
        </PageTitle>
        <StatusTag status={handover.status} kind={handover.kind} />
        <When handover={handover} />
      </div>
      <p className={styles.lead}>
        {t('person.years', { count: ageInYears(patient.birthDate, now) })} ·{' '}
        {t('person.born', { year: patient.birthDate.slice(0, 4) })} · {conditionName(t, handover.condition)} ·{' '}
        <Link to="/episodes/$episodeId" params={{ episodeId: handover.episodeId }}>
          {t('handover.seePatient')}
        </Link>
      </p>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Outcome outcome={acts.outcome} />
          <section className={styles.panel} aria-label={t('episode.accountableNow')}>
            <Route handover={handover} />
            <Standing handover={handover} />
          </section>
          <SinceAcceptance handover={handover} openRedAlerts={openRedAlerts} />
          <section className={styles.panel} aria-labelledby="handover-content">
            <h2 id="handover-content">{t('handover.content')}</h2>
            {handover.kind === 'offer' && (
              <Terms
                deadlineAt={handover.deadlineAt}
                effectiveAt={handover.effectiveAt}
                returnAt={handover.returnAt ?? null}
              />
            )}
            {cannotRead('isbar') ? <Unreadable /> : <IsbarText isbar={handover.isbar} />}
            {handover.kind === 'offer' && <Signed handover={handover} />}
          </section>
          <section className={styles.panel} aria-labelledby="digest">
            <h2 id="digest">{t('handover.digest')}</h2>
            {cannotRead('digest') ? <Unreadable /> : <DigestView digest={handover.digest} />}
          </section>
        </div>
        <div className={styles.column}>
          {open && mine(handover.toTeam.id) && (
            <>
              <section className={styles.panel} aria-labelledby="accept">
                <h2 id="accept">{t('handover.acceptTitle')}</h2>
                <p>{t('handover.acceptIntro', { team: handover.toTeam.name })}</p>
                <Unjudged since={unjudgedSince} />
                {(handover.unreadable ?? []).length > 0 ? (
                  <Box data-color="danger" data-size="sm">
                    {t('handover.unreadableOffer', { team: handover.fromTeam.name })}
                  </Box>
                ) : (
                  <AcceptForm
                    handover={handover}
                    openRedAlerts={openRedAlerts}
                    faults={acts.faultsOf('accept')}
                    onFaults={(faults) => acts.setFaults('accept', faults)}
                    onAccept={acts.accept}
                  />
                )}
              </section>
              <Details data-size="sm" data-color="neutral">
                <Details.Summary>{t('handover.declineTitle')}</Details.Summary>
                <Details.Content>
                  <DeclineForm
                    intro={t('handover.declineIntro', { team: handover.fromTeam.name })}
                    faults={acts.faultsOf('decline')}
                    onSend={acts.decline}
                  />
                </Details.Content>
              </Details>
            </>
          )}
          {open && mine(handover.fromTeam.id) && (
            <section className={styles.panel} aria-labelledby="withdraw">
              <h2>{t('handover.waitingForThem', { team: handover.toTeam.name })}</h2>
              <When handover={handover} />
              <Details data-size="sm" data-color="neutral">
                <Details.Summary id="withdraw">{t('handover.withdrawTitle')}</Details.Summary>
                <Details.Content>
                  <ReasonForm
                    intro={t('handover.withdrawIntro', { team: handover.fromTeam.name })}
                    label={({ t }) => t('handover.withdrawReason')}
                    act={t('handover.withdrawSend')}
                    demanded={false}
                    onSend={acts.withdraw}
                  />
                </Details.Content>
              </Details>
            </section>
          )}
          {handover.status === 'scheduled' && (
            <Scheduled
              handover={handover}
              mayCallOff={mine(handover.toTeam.id) || mine(handover.fromTeam.id)}
              onCallOff={acts.callOff}
            />
          )}
          {handover.kind === 'emergency' && (
            <AfterReview handover={handover} mayAnswer={mine(handover.fromTeam.id)} onSend={acts.review} />
          )}
          {!open && <Decision handover={handover} mayOffer={mine(handover.fromTeam.id)} />}
        </div>
      </div>
    </>
  );
}

function Signed({ handover }: { readonly handover: Handover }) {
  const { t } = useTexts();
  const format = useFormat();
  const now = useNow();
  return (
    <p className={styles.soft} title={format.fullDateTime(handover.offeredAt)}>
      {t('handover.offeredBy', { name: handover.offeredBy.name, time: format.near(handover.offeredAt, now) })}
    </p>
  );
}
