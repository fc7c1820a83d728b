import { nbClinical } from './clinical.ts';
import { nbDevices } from './devices.ts';
import { nbEscalation } from './escalation.ts';
import { nbExplain } from './explain.ts';
import { nbFrame } from './frame.ts';
import { nbHandover } from './handover.ts';
import { nbLimits } from './limits.ts';
import { nbOffer } from './offer.ts';
import { nbPause } from './pause.ts';
import { nbPlan } from './plan.ts';
import { nbProtocol } from './protocol.ts';
import { nbQuestionnaire } from './questionnaire.ts';
import { nbRefusals } from './refusals.ts';
import { nbScore } from './score.ts';
import { nbSharing } from './sharing.ts';
import { nbTask } from './task.ts';
import { nbTeam } from './team.ts';
import { nbTrial } from './trial.ts';
import { nbTyped } from './typed.ts';
import { nbUnreadable } from './unreadable.ts';
import { nbWhatIf } from './whatIf.ts';
import { nbWorklist } from './worklist.ts';

/** Norwegian bokmål, the default; its keys and placeholders are the shape that every other catalogue must have. */
export const nb = {
  ...nbFrame,
  ...nbWorklist,
  ...nbDevices,
  ...nbRefusals,
  ...nbClinical,
  ...nbHandover,
  ...nbQuestionnaire,
  ...nbSharing,
  ...nbEscalation,
  ...nbExplain,
  ...nbOffer,
  ...nbTask,
  ...nbTeam,
  ...nbPause,
  ...nbLimits,
  ...nbProtocol,
  ...nbWhatIf,
  ...nbTrial,
  ...nbTyped,
  ...nbScore,
  ...nbPlan,
  ...nbUnreadable,
} as const;
