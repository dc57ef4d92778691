import { Layout, type LayoutProps } from 'react-admin'

import { MainMenu } from './MainMenu.tsx'
import { TopBar } from './TopBar.tsx'

/** What stands around every page. */
export function Frame(props: LayoutProps) {
  return <Layout {...props} appBar={TopBar} menu={MainMenu} appBarAlwaysOn />
}
