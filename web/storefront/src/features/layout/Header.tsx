import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

import { useSession } from '../../app/session.ts'
import { useShop } from '../../app/shop.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { CartButton } from '../cart/CartButton.tsx'
import { CategoryBar } from './CategoryBar.tsx'
import { MenuButton } from './MenuButton.tsx'
import { PreferencesButton } from './PreferencesButton.tsx'
import { SearchBox } from './SearchBox.tsx'

export function Header() {
  const { t } = useTranslation()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-canvas print:hidden">
      <div className="page flex h-16 items-center gap-1 sm:gap-2">
        <MenuButton />
        <Brand />
        <SearchBox className="mx-auto hidden w-full max-w-md md:block" />
        <div className="ml-auto flex items-center gap-0.5 sm:gap-1">
          <Button variant="ghost" icon href="/search" aria-label={t('nav.search')} className="md:hidden">
            <Icon name="search" />
          </Button>
          <div className="hidden md:block"><PreferencesButton /></div>
          <AccountLink />
          <CartButton />
        </div>
      </div>
      <CategoryBar />
    </header>
  )
}

function Brand() {
  const { name, logo_url: logo } = useShop()
  return (
    <Link to="/" className="flex h-11 min-w-0 items-center rounded-lg pr-2 text-xl font-extrabold tracking-tight">
      {logo ? (
        <img src={logo} alt={name} width={144} height={36} className="h-9 w-36 object-contain object-left" />
      ) : (
        <span className="truncate">{name}</span>
      )}
    </Link>
  )
}

function AccountLink() {
  const { t } = useTranslation()
  const { identity, restoring } = useSession()
  const known = identity !== undefined || restoring
  const text = known ? t('nav.account') : t('nav.sign_in')
  return (
    <Link
      to={known ? '/account' : '/login'}
      className="inline-flex h-11 min-w-11 items-center justify-center gap-2 rounded-full px-2 font-semibold whitespace-nowrap hover:bg-raised lg:px-4"
    >
      <Icon name="person" />
      <span className="sr-only lg:not-sr-only">{text}</span>
    </Link>
  )
}
