import { useEffect } from 'react'
import { Layout, useTranslate, type LayoutProps } from 'react-admin'
import { useLocation } from 'react-router-dom'

import { screens } from '../resources/index.ts'
import { MainMenu } from './MainMenu.tsx'
import { SideMenu } from './SideMenu.tsx'
import { TopBar } from './TopBar.tsx'

/** What stands around every page. */
export function Frame(props: LayoutProps) {
  useWindowTitle()
  return <Layout {...props} appBar={TopBar} menu={MainMenu} sidebar={SideMenu} appBarAlwaysOn />
}

/** Tabs, the history and screen readers name the page by it. */
function useWindowTitle(): void {
  const translate = useTranslate()
  const [, first] = useLocation().pathname.split('/')
  const screen = screens.find(({ name }) => name === first)
  const page = screen?.label ?? translate('dashboard.title')
  const title = translate('auth.title')
  useEffect(() => {
    document.title = `${page} · ${title}`
  }, [page, title])
}
