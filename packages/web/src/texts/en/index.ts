import type { Catalogue } from '../catalogue.ts';
import type { nb } from '../nb/index.ts';
import { enClinical } from './clinical.ts';
import { enDevices } from './devices.ts';
import { enEscalation } from './escalation.ts';
import { enExplain } from './explain.ts';
import { enFrame } from './frame.ts';
import { enHandover } from './handover.ts';
import { enLimits } from './limits.ts';
import { enOffer } from './offer.ts';
import { enPause } from './pause.ts';
import { enPlan } from './plan.ts';
import { enProtocol } from './protocol.ts';
import { enQuestionnaire } from './questionnaire.ts';
import { enRefusals } from './refusals.ts';
import { enScore } from './score.ts';
import { enSharing } from './sharing.ts';
import { enTask } from './task.ts';
import { enTeam } from './team.ts';
import { enTrial } from './trial.ts';
import { enTyped } from './typed.ts';
import { enUnreadable } from './unreadable.ts';
import { enWhatIf } from './whatIf.ts';
import { enWorklist } from './worklist.ts';

export const en: Catalogue<typeof nb> = {
  ...enFrame,
  ...enWorklist,
  ...enDevices,
  ...enRefusals,
  ...enClinical,
  ...enHandover,
  ...enQuestionnaire,
  ...enSharing,
  ...enEscalation,
  ...enExplain,
  ...enOffer,
  ...enTask,
  ...enTeam,
  ...enPause,
  ...enLimits,
  ...enProtocol,
  ...enWhatIf,
  ...enTrial,
  ...enTyped,
  ...enScore,
  ...enPlan,
  ...enUnreadable,
};
