import { Menu } from 'react-admin'

import { screens } from '../resources/index.ts'
import { useMay } from './may.ts'
import type { Screen } from './screen.ts'

const listed = screens.filter(({ list, unlisted }) => list && !unlisted)

export function MainMenu() {
  return (
    <Menu>
      <Menu.DashboardItem />
      {listed.map((screen) => (
        <Item key={screen.name} screen={screen} />
      ))}
    </Menu>
  )
}

function Item({ screen }: { readonly screen: Screen }) {
  const Icon = screen.icon
  if (!useMay(screen.may.read)) return null
  return <Menu.Item to={`/${screen.name}`} primaryText={screen.label} leftIcon={<Icon />} />
}
