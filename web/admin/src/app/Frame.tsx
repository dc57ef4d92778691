import { Layout, type LayoutProps } from 'react-admin'

import { MainMenu } from './MainMenu.tsx'

/** What stands around every page. */
export function Frame(props: LayoutProps) {
  return <Layout {...props} menu={MainMenu} appBarAlwaysOn />
}
