import type { Axis } from './axis.ts';
import { choiceAxis } from './choice-axis.ts';
import { floatAxis, logFloatAxis } from './float-axis.ts';
import { logIntAxis } from './log-int-axis.ts';
import type { Parameter } from './parameter.ts';
import { floatRasterAxis, intRasterAxis } from './raster-axis.ts';

/** @param parameter that is valid */
export function axisOf(parameter: Parameter): Axis {
  switch (parameter.kind) {
    case 'categorical':
      return choiceAxis(parameter.choices, true);
    case 'ordinal':
      return choiceAxis(parameter.values, false);
    case 'fixed':
      return choiceAxis([parameter.value], true);
    case 'int':
      return parameter.scale === 'log' ? logIntAxis(parameter) : intRasterAxis(parameter);
    case 'float':
      if (parameter.low === parameter.high) return choiceAxis([parameter.low], false);
      if (parameter.step !== undefined) return floatRasterAxis({ ...parameter, step: parameter.step });
      return parameter.scale === 'log' ? logFloatAxis(parameter) : floatAxis(parameter);
  }
}
