// A shorter word for createElement: Node strips types, but not JSX.
import { createElement, type ComponentType, type ReactNode } from "react";

export type Style = Record<string, unknown>;

export function h<Props extends object>(
  type: ComponentType<Props> | string,
  props: (Props & { key?: string | number }) | null,
  ...children: ReactNode[]
): ReactNode {
  return createElement(type as ComponentType<object>, props, ...children);
}
