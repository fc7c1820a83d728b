import type { DeviceStatus } from '@samvakt/contract';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute, useNavigate, useSearch } from '@tanstack/react-router';
import { useApi } from '../api/useApi.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { UntilRead } from '../app/UntilRead.tsx';
import { useNow } from '../clock/useNow.ts';
import { DeviceTable } from '../devices/DeviceTable.tsx';
import styles from '../devices/devices.module.css';
import { Quarantine } from '../devices/Quarantine.tsx';
import { summarizeIngest } from '../devices/summary.ts';
import { useFormat } from '../format/useFormat.ts';
import { useTexts } from '../texts/useTexts.ts';

export const devicesRoute = createLazyRoute('/devices')({ component: DevicesPage });

function DevicesPage() {
  const { t } = useTexts();
  const { queries } = useApi();
  const navigate = useNavigate({ from: '/devices' });
  const { device } = useSearch({ from: '/devices' });
  const devices = useQuery(queries.devices());

  const showQuarantineOf = (deviceId: string | undefined) => {
    void navigate({ search: deviceId === undefined ? {} : { device: deviceId }, replace: true, resetScroll: false });
    const heading = document.getElementById('quarantine');
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  };

  return (
    <>
      <PageTitle>{t('devices.title')}</PageTitle>
      <p className={styles.lead}>{t('devices.intro')}</p>
      {devices.data ? (
        devices.data.devices.length === 0 ? (
          <p className={styles.none}>{t('devices.emptyText')}</p>
        ) : (
          <>
            <Summary devices={devices.data.devices} />
            <DeviceTable devices={devices.data.devices} onQuarantine={showQuarantineOf} />
          </>
        )
      ) : (
        <UntilRead of={[devices]} label={t('loading.devices')} rows={6} />
      )}
      <Quarantine deviceId={device} onShowAll={() => showQuarantineOf(undefined)} />
    </>
  );
}

function Summary({ devices }: { readonly devices: readonly DeviceStatus[] }) {
  const { t } = useTexts();
  const format = useFormat();
  const summary = summarizeIngest(devices, useNow());
  return (
    <dl className={styles.summary}>
      {(['devices', 'silent', 'battery', 'missing', 'quarantined'] as const).map((part) => (
        <div key={part} data-warn={(part !== 'devices' && summary[part] > 0) || undefined}>
          <dt>{t(`devices.summary.${part}`)}</dt>
          <dd>{format.number(summary[part])}</dd>
        </div>
      ))}
    </dl>
  );
}
