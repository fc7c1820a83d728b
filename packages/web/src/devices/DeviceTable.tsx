import { ExclamationmarkTriangleIcon } from '@navikt/aksel-icons';
import type { DeviceStatus } from '@samvakt/contract';
import { Link } from '@tanstack/react-router';
import { ScrollBox } from '../app/ScrollBox.tsx';
import { Age } from '../clock/Age.tsx';
import { useNow } from '../clock/useNow.ts';
import { useFormat } from '../format/useFormat.ts';
import { deviceKindName } from '../texts/names.ts';
import { useTexts } from '../texts/useTexts.ts';
import styles from './devices.module.css';
import { isLow, isSilent, troubledFirst } from './summary.ts';

interface DeviceTableProps {
  readonly devices: readonly DeviceStatus[];
  readonly onQuarantine: (deviceId: string) => void;
}

export function DeviceTable({ devices, onQuarantine }: DeviceTableProps) {
  const { t } = useTexts();
  const now = useNow();
  return (
    <ScrollBox className={styles.scroll} label={t('devices.table')}>
      <table className={styles.table}>
        <caption className="hidden-visually">{t('devices.table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('devices.device')}</th>
            <th scope="col">{t('devices.patient')}</th>
            <th scope="col">{t('devices.lastHeard')}</th>
            <th scope="col">{t('devices.battery')}</th>
            <th scope="col" data-number>
              {t('devices.messages')}
            </th>
            <th scope="col" data-number title={t('devices.knownMissingHelp')}>
              {t('devices.knownMissing')}
            </th>
            <th scope="col" data-number>
              {t('devices.received')}
            </th>
            <th scope="col" data-number>
              {t('devices.stored')}
            </th>
            <th scope="col" data-number>
              {t('devices.duplicates')}
            </th>
            <th scope="col" data-number>
              {t('devices.rejected')}
            </th>
            <th scope="col" data-number>
              {t('devices.quarantined')}
            </th>
          </tr>
        </thead>
        <tbody>
          {devices.toSorted(troubledFirst(now)).map((device) => (
            <DeviceRow key={device.id} device={device} now={now} onQuarantine={onQuarantine} />
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

interface DeviceRowProps {
  readonly device: DeviceStatus;
  readonly now: number;
  readonly onQuarantine: (deviceId: string) => void;
}

function DeviceRow({ device, now, onQuarantine }: DeviceRowProps) {
  const { t } = useTexts();
  const format = useFormat();
  const { account, assignedTo } = device;
  const episodeId = assignedTo?.episodeIds[0];
  const number = (value: number) => format.number(value);
  return (
    <tr>
      <th scope="row">
        <span className={styles.kind}>{deviceKindName(t, device.kind)}</span> {device.model}
        <span className={styles.soft}>
          {device.id}
          {device.firmware && ` · ${t('devices.firmware', { version: device.firmware })}`}
        </span>
      </th>
      <td>
        {assignedTo === null ? (
          <span className={styles.quiet}>{t('devices.nobody')}</span>
        ) : episodeId === undefined ? (
          assignedTo.patientName
        ) : (
          <Link to="/episodes/$episodeId" params={{ episodeId }}>
            {assignedTo.patientName}
          </Link>
        )}
      </td>
      <td>
        <Flag on={isSilent(device, now)}>
          {device.lastHeardAt === null ? t('devices.neverHeard') : <Age at={device.lastHeardAt} />}
        </Flag>
      </td>
      <td>
        <Flag on={isLow(device)}>
          {device.batteryPercent === null ? (
            <span className={styles.quiet}>{t('devices.unknown')}</span>
          ) : (
            <>
              {format.percent(device.batteryPercent)}
              {isLow(device) && ` ${t('devices.batteryLow')}`}
            </>
          )}
        </Flag>
      </td>
      <td data-number>{number(account.messages)}</td>
      <td data-number>
        <Flag on={account.knownMissing > 0}>{number(account.knownMissing)}</Flag>
      </td>
      <td data-number>{number(account.received)}</td>
      <td data-number>{number(account.stored)}</td>
      <td data-number>{number(account.duplicates)}</td>
      <td data-number>{number(account.rejected)}</td>
      <td data-number>
        {device.quarantined > 0 ? (
          <button
            type="button"
            className={styles.linkButton}
            onClick={() => onQuarantine(device.id)}
            aria-label={`${t('devices.quarantineOf', { device: device.id })}: ${device.quarantined}`}
          >
            {number(device.quarantined)}
          </button>
        ) : (
          number(0)
        )}
      </td>
    </tr>
  );
}

/** Marks what needs somebody, by a sign and not by colour alone. */
function Flag({ on, children }: { readonly on: boolean; readonly children: React.ReactNode }) {
  if (!on) return children;
  return (
    <span className={styles.flag}>
      <ExclamationmarkTriangleIcon aria-hidden />
      <strong>{children}</strong>
    </span>
  );
}
