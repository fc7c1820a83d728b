import { Button, Details } from '@digdir/designsystemet-react';
import type { QuarantineListSchema } from '@samvakt/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useApi } from '../api/useApi.ts';
import { Loading } from '../app/Loading.tsx';
import { ProblemPanel } from '../app/ProblemPanel.tsx';
import { At } from '../clock/Age.tsx';
import { useFormat } from '../format/useFormat.ts';
import { faultName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './devices.module.css';

type Message = z.infer<typeof QuarantineListSchema>['messages'][number];

interface QuarantineProps {
  readonly deviceId: string | undefined;
  readonly onShowAll: () => void;
}

/** What could not be taken as measurements, with its reasons; each opens to its faults and the start of its content. */
export function Quarantine({ deviceId, onShowAll }: QuarantineProps) {
  const { t } = useTexts();
  const { queries } = useApi();
  const quarantine = useInfiniteQuery(queries.quarantine(deviceId));
  const messages = quarantine.data?.pages.flatMap((page) => page.messages) ?? [];
  return (
    <section className={styles.quarantine} aria-labelledby="quarantine">
      <h2 id="quarantine" tabIndex={-1}>
        {deviceId === undefined ? t('devices.quarantineTitle') : t('devices.quarantineOf', { device: deviceId })}
      </h2>
      <p className={styles.quiet}>{t('devices.quarantineIntro')}</p>
      {deviceId !== undefined && (
        <button type="button" className={styles.linkButton} onClick={onShowAll}>
          {t('devices.showAllQuarantine')}
        </button>
      )}
      {quarantine.isPending && <Loading label={t('loading.devices')} rows={2} />}
      {quarantine.error && <ProblemPanel error={quarantine.error} onRetry={() => void quarantine.refetch()} />}
      {quarantine.data && messages.length === 0 && <p className={styles.none}>{t('devices.quarantineEmpty')}</p>}
      <div className={styles.messages}>
        {messages.map((message) => (
          <QuarantinedMessage key={message.id} message={message} />
        ))}
      </div>
      {quarantine.hasNextPage && (
        <Button
          variant="tertiary"
          data-size="sm"
          loading={quarantine.isFetchingNextPage}
          onClick={() => void quarantine.fetchNextPage()}
        >
          {t('devices.more')}
        </Button>
      )}
    </section>
  );
}

function QuarantinedMessage({ message }: { readonly message: Message }) {
  const { t } = useTexts();
  const format = useFormat();
  const names = [...new Set(message.reasons.map(({ code }) => faultName(t, code)))];
  return (
    <Details data-size="sm" data-color="neutral">
      <Details.Summary>
        <span className={styles.messageHead}>
          <strong>{format.list(names)}</strong>
          <span className={styles.quiet}>
            <At at={message.receivedAt} /> · {message.deviceId ?? t('devices.unknownDevice')} ·{' '}
            {t('devices.reasons', { count: message.reasons.length })}
          </span>
        </span>
      </Details.Summary>
      <Details.Content>
        <p className={styles.quiet}>
          {t('devices.topic')}: <code>{message.topic}</code>
        </p>
        <ul className={styles.reasons}>
          {message.reasons.map((reason) => (
            <li key={`${reason.path}-${reason.code}-${reason.text}`}>
              <strong>{faultName(t, reason.code)}</strong>{' '}
              <code>{reason.path === '' ? t('devices.wholeMessage') : reason.path}</code>
              <br />
              <span lang="en">{reason.text}</span>
            </li>
          ))}
        </ul>
        <p className={styles.quiet}>{t('devices.excerpt', { bytes: format.number(message.bytes) })}</p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre className={styles.excerpt} tabIndex={0}>
          {message.excerpt}
        </pre>
      </Details.Content>
    </Details>
  );
}
