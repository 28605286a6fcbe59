import core.uploads
import django.db.models.deletion
import django.utils.timezone
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.models.media
import website.blocks
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('schools', '0004_posts_held_once'),
        ('strategy', '0007_posts_held_once'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        ('website', '0002_first_pages'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, max_length=400)),
                ('body', wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24), ('contact', 30)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {}), 25: ('wagtail.blocks.CharBlock', (), {'label': 'For what', 'max_length': 120}), 26: ('wagtail.blocks.CharBlock', (), {'label': 'Team or post', 'max_length': 160}), 27: ('wagtail.blocks.EmailBlock', (), {'required': False}), 28: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'Give a telephone number, such as 023 9200 0000.'}, 'regex': '^\\+?[\\d ()]{5,20}$', 'required': False}), 29: ('wagtail.blocks.CharBlock', (), {'label': 'When', 'max_length': 120, 'required': False}), 30: ('wagtail.blocks.StructBlock', [[('title', 25), ('who', 26), ('email', 27), ('telephone', 28), ('hours', 29)]], {})})),
            ],
            options={
                'verbose_name': 'page of contacts',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, max_length=400)),
            ],
            options={
                'verbose_name': 'list of events',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, max_length=400)),
            ],
            options={
                'verbose_name': 'list of news',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ResourceIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, max_length=400)),
            ],
            options={
                'verbose_name': 'list of resources',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ResourcePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(max_length=300, verbose_name='summary')),
                ('topic', models.CharField(choices=[('partnership', 'The partnership'), ('leadership', 'Leadership, recruitment and retention'), ('curriculum', 'Curriculum and teaching'), ('early-years', 'Early years'), ('inclusion', 'Inclusion and special educational needs'), ('attendance', 'Attendance and wellbeing'), ('governors', 'Governors')], default='curriculum', max_length=20)),
                ('licence', models.CharField(choices=[('ogl', 'Open Government Licence v3.0'), ('cc-by', 'Creative Commons Attribution 4.0'), ('cc-by-nc', 'Creative Commons Attribution, not for profit, 4.0'), ('reserved', 'All rights reserved: for use in your own school')], default='ogl', max_length=10)),
                ('versions', wagtail.fields.StreamField([('version', 3)], blank=True, block_lookup={0: ('wagtail.documents.blocks.DocumentChooserBlock', (), {}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'For example “Version 2” or “2026/27”.', 'max_length': 60}), 2: ('wagtail.blocks.DateBlock', (), {'label': 'Date'}), 3: ('wagtail.blocks.StructBlock', [[('file', 0), ('label', 1), ('on', 2)]], {})}, help_text='The newest first. Earlier ones stay to be read.')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {})}, help_text='For readers who cannot use the file: what it says, as text.', verbose_name='the same as a page')),
            ],
            options={
                'verbose_name': 'resource',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TrainingIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, max_length=400)),
            ],
            options={
                'verbose_name': 'list of training',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='VacancyIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('introduction', models.TextField(blank=True, max_length=400)),
            ],
            options={
                'verbose_name': 'list of vacancies',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Banner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=240)),
                ('link', models.CharField(blank=True, max_length=300)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='banner_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='BulletinIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(unique=True)),
                ('introduction', models.TextField(blank=True, max_length=600)),
                ('state', models.CharField(choices=[('draft', 'Being put together'), ('ready', 'Waits for a second person'), ('sending', 'Going out'), ('sent', 'Sent')], default='draft', max_length=8)),
                ('sent_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(blank=True, max_length=300)),
                ('wrong', models.TextField(max_length=2000, verbose_name='what is wrong, or could be better?')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='your e-mail address, if you want an answer')),
                ('once', models.UUIDField(help_text='sent twice, counted once', unique=True)),
                ('made_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=300)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ResourceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                ('file', models.FileField(upload_to=core.uploads.PrivatePath('resources'), verbose_name='file')),
                ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'document',
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(help_text='in small letters', max_length=254, unique=True)),
                ('topics', models.JSONField(default=list, help_text='none means every topic')),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_for', models.CharField(blank=True, choices=[('asked', 'Its owner said stop'), ('bounced', 'Mail comes back')], max_length=8)),
                ('bounces', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_for', '')), models.Q(models.Q(('ended_at', None), _negated=True), models.Q(('ended_for', ''), _negated=True)), _connector='OR'), name='subscription_ended_for_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='BulletinCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waits'), ('taken', 'Being sent'), ('sent', 'Sent'), ('failed', 'Did not go')], default='waiting', max_length=8)),
                ('taken_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='website.bulletinissue')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='website.subscription')),
            ],
            options={
                'indexes': [models.Index(fields=['issue', 'state'], name='website_bul_issue_i_0c626c_idx')],
                'constraints': [models.UniqueConstraint(fields=('issue', 'subscription'), name='one_copy_of_an_issue_each')],
            },
        ),
        migrations.CreateModel(
            name='VacancyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('employer', models.CharField(blank=True, help_text='Where it is not one of the schools.', max_length=160)),
                ('introduction', models.TextField(max_length=300, verbose_name='summary')),
                ('closes_on', models.DateField(db_index=True, verbose_name='closing date')),
                ('starts', models.CharField(blank=True, help_text='For example “January 2027”.', max_length=80)),
                ('salary', models.CharField(max_length=120)),
                ('hours', models.CharField(choices=[('FULL_TIME', 'Full time'), ('PART_TIME', 'Part time'), ('TEMPORARY', 'Temporary'), ('VOLUNTEER', 'Volunteer')], default='FULL_TIME', max_length=10)),
                ('apply_at', models.CharField(help_text='https://…', max_length=300, validators=[website.blocks.leads_somewhere], verbose_name='where to apply')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {})})),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='schools.school')),
            ],
            options={
                'verbose_name': 'vacancy',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='BulletinItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(max_length=1000)),
                ('link', models.CharField(blank=True, max_length=300, validators=[website.blocks.leads_somewhere])),
                ('topic', models.CharField(choices=[('partnership', 'The partnership'), ('leadership', 'Leadership, recruitment and retention'), ('curriculum', 'Curriculum and teaching'), ('early-years', 'Early years'), ('inclusion', 'Inclusion and special educational needs'), ('attendance', 'Attendance and wellbeing'), ('governors', 'Governors')], max_length=20)),
                ('organisation', models.CharField(max_length=160)),
                ('sender', models.CharField(max_length=120, verbose_name='your name')),
                ('email', models.EmailField(max_length=254, verbose_name='your e-mail address')),
                ('sent_at', models.DateTimeField()),
                ('once', models.UUIDField(help_text='sent twice, counted once', unique=True)),
                ('state', models.CharField(choices=[('sent_in', 'Waits to be read'), ('taken', 'In an issue'), ('declined', 'Not taken')], default='sent_in', max_length=8)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('issue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='items', to='website.bulletinissue')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('issue__isnull', False), ('state', 'taken')), models.Q(models.Q(('state', 'taken'), _negated=True), ('issue', None)), _connector='OR'), name='bulletin_item_taken_into_an_issue')],
            },
        ),
        migrations.CreateModel(
            name='CoursePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('picture_alternative', models.CharField(blank=True, help_text='For people who do not see it: what they would miss without it.', max_length=250, verbose_name='what the picture shows')),
                ('introduction', models.TextField(max_length=300, verbose_name='summary')),
                ('topic', models.CharField(choices=[('partnership', 'The partnership'), ('leadership', 'Leadership, recruitment and retention'), ('curriculum', 'Curriculum and teaching'), ('early-years', 'Early years'), ('inclusion', 'Inclusion and special educational needs'), ('attendance', 'Attendance and wellbeing'), ('governors', 'Governors')], default='curriculum', max_length=20)),
                ('provider', models.CharField(max_length=120)),
                ('audience', models.CharField(max_length=200, verbose_name='for whom')),
                ('price', models.CharField(help_text='For example “£95 a person” or “Free”.', max_length=120)),
                ('body', wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {})})),
            ],
            options={
                'verbose_name': 'course',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('picture_alternative', models.CharField(blank=True, help_text='For people who do not see it: what they would miss without it.', max_length=250, verbose_name='what the picture shows')),
                ('introduction', models.TextField(max_length=300, verbose_name='summary')),
                ('starts_at', models.DateTimeField(db_index=True)),
                ('ends_at', models.DateTimeField(db_index=True)),
                ('venue', models.CharField(help_text='For example “Central Library” or “Online”.', max_length=200)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('access_notes', models.TextField(blank=True, help_text='Steps, lift, parking, hearing loop, toilets: what people need to know to come.', max_length=1000)),
                ('audience', models.CharField(blank=True, max_length=200, verbose_name='for whom')),
                ('price', models.CharField(blank=True, max_length=120)),
                ('places', models.PositiveSmallIntegerField(blank=True, help_text='Leave empty if nobody has to book.', null=True)),
                ('most_in_one_booking', models.PositiveSmallIntegerField(default=5, verbose_name='most people in one booking')),
                ('booking_closes_at', models.DateTimeField(blank=True, help_text='Leave empty to take bookings until it begins.', null=True)),
                ('joining', models.TextField(blank=True, help_text='A link or a room: told only to those who have a place.', max_length=500, verbose_name='how to join')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {})})),
            ],
            options={
                'verbose_name': 'event',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('places', None), ('places__lte', 5000), _connector='OR'), name='event_places_in_reason')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Booking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('email', models.EmailField(max_length=254)),
                ('organisation', models.CharField(blank=True, max_length=160)),
                ('needs', models.TextField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('booked', 'Booked'), ('waiting', 'On the waiting list'), ('cancelled', 'Cancelled')], max_length=10)),
                ('once', models.UUIDField(help_text='sent twice, counted once', unique=True)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bookings', to='website.eventpage')),
            ],
            options={
                'indexes': [models.Index(fields=['event', 'state', 'made_at'], name='website_boo_event_i_99933c_idx')],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('came', models.BooleanField(help_text='none until somebody said so', null=True)),
                ('booking', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='website.booking')),
            ],
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('useful', models.PositiveSmallIntegerField(choices=[(4, 'Very useful'), (3, 'Quite useful'), (2, 'A little useful'), (1, 'Not useful')])),
                ('words', models.TextField(blank=True, max_length=2000)),
                ('made_at', models.DateTimeField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evaluations', to='website.eventpage')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('useful__gte', 1), ('useful__lte', 4)), name='evaluation_on_its_scale')],
            },
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('picture_alternative', models.CharField(blank=True, help_text='For people who do not see it: what they would miss without it.', max_length=250, verbose_name='what the picture shows')),
                ('topic', models.CharField(choices=[('partnership', 'The partnership'), ('leadership', 'Leadership, recruitment and retention'), ('curriculum', 'Curriculum and teaching'), ('early-years', 'Early years'), ('inclusion', 'Inclusion and special educational needs'), ('attendance', 'Attendance and wellbeing'), ('governors', 'Governors')], default='partnership', max_length=20)),
                ('on', models.DateField(db_index=True, default=django.utils.timezone.localdate, verbose_name='date')),
                ('introduction', models.TextField(max_length=300, verbose_name='summary')),
                ('body', wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {})})),
            ],
            options={
                'verbose_name': 'news item',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.AddField(
            model_name='CoursePage',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='website.picture'),
        ),
        migrations.AddField(
            model_name='EventPage',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='website.picture'),
        ),
        migrations.AddField(
            model_name='NewsPage',
            name='picture',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='website.picture'),
        ),
        migrations.AddField(
            model_name='standardpage',
            name='objective',
            field=models.ForeignKey(blank=True, help_text='The objective of the strategy that this topic belongs to, if any.', limit_choices_to={'edition__state': 'published'}, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='strategy.objective'),
        ),
        migrations.AlterField(
            model_name='homepage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24), ('news', 28)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {}), 25: ('wagtail.blocks.DateBlock', (), {'label': 'Date'}), 26: ('wagtail.blocks.TextBlock', (), {'max_length': 600, 'rows': 3}), 27: ('wagtail.blocks.ListBlock', (11,), {'default': [], 'label': 'Read more', 'max_num': 1, 'min_num': 0}), 28: ('wagtail.blocks.StructBlock', [[('title', 7), ('on', 25), ('text', 26), ('links', 27)]], {})}),
        ),
        migrations.AlterField(
            model_name='standardpage',
            name='body',
            field=wagtail.fields.StreamField([('heading', 0), ('subheading', 1), ('text', 2), ('picture', 6), ('links', 13), ('table', 16), ('figure', 18), ('schools', 21), ('language', 24)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'max_length': 120, 'template': 'website/blocks/heading.html'}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading within a section', 'max_length': 120, 'template': 'website/blocks/subheading.html'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul'], 'template': 'website/blocks/text.html'}), 3: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'For people who do not see the picture: what they would miss without it.', 'label': 'What it shows', 'max_length': 250}), 5: ('wagtail.blocks.CharBlock', (), {'max_length': 250, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('picture', 3), ('alternative', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Heading', 'max_length': 120}), 8: ('wagtail.blocks.CharBlock', (), {'help_text': 'Says where it leads; never “click here”.', 'max_length': 120}), 9: ('wagtail.blocks.PageChooserBlock', (), {'help_text': 'A page of this website, or …', 'required': False}), 10: ('wagtail.blocks.CharBlock', (), {'help_text': '… an address: https://… for another site, /schools/ for a part of the portal.', 'max_length': 500, 'required': False, 'validators': [website.blocks.leads_somewhere]}), 11: ('wagtail.blocks.StructBlock', [[('text', 8), ('page', 9), ('address', 10)]], {}), 12: ('wagtail.blocks.ListBlock', (11,), {'min_num': 1}), 13: ('wagtail.blocks.StructBlock', [[('title', 7), ('links', 12)]], {}), 14: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the table shows.', 'max_length': 160}), 15: ('wagtail.blocks.TextBlock', (), {'help_text': 'One row a line, cells apart by | or as pasted from a spreadsheet. The first row holds the headings.', 'max_length': 10000, 'rows': 6}), 16: ('wagtail.blocks.StructBlock', [[('caption', 14), ('rows', 15)]], {}), 17: ('wagtail.blocks.CharBlock', (), {'help_text': 'Its word at /city/, for example KS2RWM_Expected_STD. The page always shows the newest year.', 'max_length': 40}), 18: ('wagtail.blocks.StructBlock', [[('measure', 17)]], {}), 19: ('wagtail.blocks.RegexBlock', (), {'error_messages': {'invalid': 'A URN has six digits.'}, 'help_text': 'The school’s URN, six digits, as its page shows it.', 'regex': '^\\d{6}$'}), 20: ('wagtail.blocks.ListBlock', (19,), {'min_num': 1}), 21: ('wagtail.blocks.StructBlock', [[('title', 7), ('schools', 20)]], {}), 22: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ar', 'Arabic'), ('bn', 'Bengali'), ('zh', 'Chinese'), ('cy', 'Welsh'), ('fr', 'French'), ('pl', 'Polish'), ('ro', 'Romanian'), ('uk', 'Ukrainian'), ('ur', 'Urdu')]}), 23: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'link', 'ol', 'ul']}), 24: ('wagtail.blocks.StructBlock', [[('language', 22), ('text', 23)]], {})}),
        ),
    ]
