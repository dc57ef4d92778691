import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'

import { Icon } from '../../ui/Icon.tsx'

const fetchMenu = () => import('./MenuDrawer.tsx')
const MenuDrawer = lazy(fetchMenu)
const prepare = () => void fetchMenu()

/** Opens what a small screen has no room for. */
export function MenuButton() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        aria-label={t('nav.menu')}
        aria-haspopup="dialog"
        onPointerEnter={prepare}
        onFocus={prepare}
        onClick={() => setOpen(true)}
        className="-ml-2 grid size-11 shrink-0 cursor-pointer place-items-center rounded-full hover:bg-raised md:hidden"
      >
        <Icon name="menu" />
      </button>
      <Suspense>{open && <MenuDrawer close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
