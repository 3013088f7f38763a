"""What people wrote after their visits, by theme: short, in the words of those who were there.

Facts speak to the family: "we", "you". A theme is a heading; what it needs is said in NEEDS, so that nobody
weighs a baby who is not born. {child} is a child of the right age, {name} the adult who was there.
How it was: f the family's own words, m the worker's, b both; after the bar, feeling words that were chosen.
"""

from datetime import date


def by_theme(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        if line.startswith("# "):
            theme = found.setdefault(line[2:], [])
        else:
            theme.append(line)
    return found


# For each theme: a child from so many to so many days old, or None where it needs none.
NEEDS = {
    "newborn": (1, 110), "baby": (100, 360), "toddler": (340, 1300), "nursery": (700, 1500), "school": (1500, 4500),
    "child": (120, 4500), "twins": (1, 420), "sleep": (60, 1500), "talk": (600, 1700), "feeding": (150, 800), "early": (1, 200),
}  # fmt: skip
# In these months only.
MONTHS = {"winter": (11, 12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "december": (12,), "january": (1,)}


def fits(theme: str, on: date, ages: list[int]) -> bool:
    low, high = NEEDS.get(theme, (None, None))
    in_season = on.month in MONTHS.get(theme, (on.month,))
    return in_season and (low is None or any(low <= age <= high for age in ages))


WORKER = by_theme("""
# any
We went through the post together and made three piles: now, later, bin.
You rang the gas company yourself while I held the bill. They will send a new reading card.
We sat in the kitchen and you told me about your week. I mostly listened.
We looked at the calendar and wrote in the next four visits.
We talked about what helps when the day starts badly. You wrote three things on the fridge.
You showed me the letter from the council. We read it twice and it is not bad news.
We filled in the form for help with the water bill. It goes in the post today.
We walked to the chemist together and came back the long way, past the allotments.
You had made a list of questions. We went through all six.
We went to the library and you both have cards now.
We worked out the bus to the children's centre: the 620 and then five minutes on foot.
You told me about your own mother. We did not do the form; it can wait.
We counted what comes in and what goes out in a month. There are eleven pounds left, and we know why.
You had sorted the papers before I came. It took ten minutes and then we had tea.
We practised the phone call first, and then you made it on your own.
We talked about who you would ring at night. You named two people and wrote their numbers by the door.
We looked for a second-hand washing machine and found one in Heaton for forty pounds.
You asked what I write down. I showed you, on my phone, and we changed one sentence.
We planned the week around the hospital day, so that nobody has to run.
We talked about saying no to people who mean well. You practised on me.
We sorted the baby clothes that are too small. Two bags go to the swap at the church hall.
You have slept, so today we talked about you and not about the house.
We opened the new bank letter together. It only says that the card is coming.
We went through what you want to say at the meeting and put it in your order, not theirs.
We cleaned the pram wheels on the step and talked about nothing much.
You had decided about the course before I came. We only looked up the dates.
We rang the surgery at eight and got a time for Tuesday, with a longer slot.
We read the tenancy page by page. There are two things to ask about and you wrote them down.
You cooked and would not let me leave hungry. We did the forms after.
We set up reminders on your phone, with the sound that does not wake anybody.
You asked me to come to the job centre. We went in together and were out in half an hour.
We looked at the three things we said at the start. Two are done, one you do not want any more.
We fixed the stair gate. It took both of us and the man from upstairs.
We found the birth certificates, in the blue tin after all.
We cancelled the catalogue account. You kept the letter that says so.
You rang your sister while I was here, because it is easier with somebody in the room.
We made the emergency page for the fridge: doctor, school, neighbour, me.
We put up the blackout blind with tape and hope.
We wrote down what the doctor said while it was fresh, so that you can show it at home.
You told me what did not help last year. I am glad to know it.
We looked through the photographs for the passport form and laughed at all of them.
You told me you do not like being rung before ten. I have written it at the top.
We sorted out the school-meals form on the phone. It took four minutes.
We talked about the argument at the weekend, and what you would say if you had the minute again.
We drew who is around you. There are more people on the paper than you thought.
You had a headache, so I stayed half an hour and took the parcel to the post office.
We looked at what is next: the dentist, the new bus pass, your mother's visit.
We moved the chairs so that the small room can be a play room.
We wrote to the energy company about the meter. You signed, I posted.
You wanted to know about volunteering yourself one day. We looked at what it asks.
We talked about your birthday and what you would like it to be.
We made soup from what was in the cupboard and planned three more meals from the rest.
# child
{child} showed me every toy, one after the other, and then the vacuum cleaner.
We went to the swings at Lister Park with {child} and met a neighbour there.
We read the bear book to {child} four times. You did the voices.
We booked the eye test for {child} and put it on the calendar.
{child} had a cold, so we stayed in and talked about night coughs and when to ring.
We talked about {child} and shouting: what comes before it, and what helps after.
We made play dough with {child}. There is some in the carpet.
We took {child} to the dentist together. It was looking and counting only, and there was a sticker.
You told me what {child} did on Sunday. We laughed about the shoe in the bath.
We talked about what {child} eats and what goes on the floor. The chart stays off the wall.
We watched {child} play for ten minutes without saying anything, and then told each other what we saw.
We went to the clinic with {child}. The weight is where it should be.
# newborn
We weighed {child} together and wrote it in the red book. A good gain.
You fed {child} while we talked. We moved the cushion and your shoulder came down.
We bathed {child} together in the sink, with the heater on first.
We talked about which night noises are ordinary. {child} makes all of them.
I held {child} for twenty minutes so that you could have a shower on your own.
We looked at the jaundice leaflet. {child} looks well, and you know whom to ring.
We registered the birth together. You have two copies.
We tied the sling three ways and {child} liked the second.
We wrote down the feeds for a day, and then decided to stop writing them down.
You asked if {child} knows you. We tried the voice test, and the head turned to you each time.
We made up the Moses basket next to your side of the bed.
# baby
{child} rolled over while we watched and looked as surprised as we did.
We started tasting: {child} had carrot, mostly on the ears.
We talked about teeth and dribble. You have put a spoon in the fridge.
We weighed {child} at the clinic and stayed for the singing.
{child} sat with one cushion today. We put another one behind.
We blocked the corner by the fire, because {child} is about to be quick.
We talked about what {child} says with hands before there are words.
We went through the injections that are due and booked the next two.
{child} laughed at the kettle. We boiled it three times.
# toddler
{child} climbed onto the table and off again. We looked at what to move.
We talked about the potty, and left it in the hall for looking at only.
We went to stay-and-play with {child}. You talked to two mothers, I talked to nobody.
We tried the two-choices trick with {child} and the coat. It worked once.
{child} brought me a book, so that was what we did.
We talked about biting. You have found that it is the hour before lunch.
We counted steps with {child} all the way to the shop.
You told me {child} has twelve words. We wrote them down, in both languages.
{child} pushed the trolley round the market and nobody was hurt.
We made a den under the table with {child} and had our talk in it.
# nursery
We filled in the nursery form for {child}, all nine pages. You chose the mornings.
We visited the nursery. {child} went straight to the water tray.
We rang about the funded hours. The code comes by post next week.
We talked about leaving {child} at the door, and about not sneaking away.
We labelled everything: coat, cup, bag, {child}.
You told me how the first mornings went. {child} waved today.
We wrote the page about what {child} likes, for the nursery to read first.
We looked at two nurseries on paper. You want to see the small one.
# school
We talked to the school about {child} and the mornings. There will be a breakfast place.
We looked at the reading book with {child}, who read two pages to me and then to the cat.
We went to the school gate together and {child} went in without turning round.
We looked at the letter about the trip. The school will help with half.
{child} told us about the new friend, at some length.
We planned what to say at parents' evening about {child} and the noise.
We sorted the uniform from the swap shop. {child} chose the jumper with the mended elbow.
# sleep
We wrote the evening down, from tea to bed, and took one thing out of it.
We talked about {child} and the nights. You will try the same song for a week.
You asked if it is your fault that {child} wakes. It is not, and we looked at why.
We moved the cot away from the radiator wall. {child} was too warm, I think.
{child} slept from eleven to five. We did not speak about it too loudly.
We talked about who gets up on which night, and wrote it where both can see.
We tried the nap in the pram at noon. {child} was gone before the corner.
We talked about the early waking. The light comes in above the curtain.
# housing
We rang the housing office together. They will send somebody about the damp by the 20th.
We took photographs of the damp wall with a ruler beside it, and sent them.
We wrote the letter about the boiler. You read it out and it sounds like you.
The new place has stairs. We talked about what you would need before saying yes.
We looked at three homes on the list. You like the one near the mosque.
We found out who mends the front door. It is the landlord, and he has been told.
We measured the room for the cot and the bed. Both fit if the door opens outwards.
We went to see the flat together. Cold, but it has a yard.
The heater came. We set the timer together.
We kept a damp diary for the week, and it has seven lines in it.
# money
We filled in the claim together. It took two hours and we stopped for tea in the middle.
We rang about the late payment. It is on its way, and there is a number to quote.
We went to the food bank together and you chose. We also took a list for next time.
You had put all the debts on one sheet. We put them in order, smallest noise first.
We applied for the school clothes grant. You have the reference on your phone.
We talked about the loan from the man. You will not borrow again before talking to Paul, the adviser.
We found that the benefit was counted wrong. Paul will write.
We set the meter payments to Thursdays, after the money comes.
We went through the shopping and saved nine pounds without leaving out the good tea.
# alone
We went to the Thursday group together. I sat by the door and left after half an hour, as we agreed.
You have spoken to the woman at number 14. Her boy is the same age.
We talked about Sundays, which are the long days. You will try the park at two.
We looked at the places nearby: the sewing room, the library rhymes, the walking group.
You said hello first this week. We marked the day.
We walked to the group and back again without going in. That was enough.
You asked somebody to your house. We planned what to cook, and how to end it if it gets long.
We wrote to your cousin in Leeds. You posted it yourself.
# english
We went to the first language class together. You stayed, and I went for a walk.
You read me the shop signs all the way down Oak Lane.
We practised saying your address and your date of birth until it bored you.
You rang the surgery in English, with me beside you saying nothing.
We talked about moving up a group. Your teacher thinks so, and so do you.
You wrote the text to the school alone. I changed one letter.
We looked at the homework together. You explained the past tense to me.
# dad
You plaited her hair while we talked. It is getting straight.
We talked about being the only dad at the group, and about going again.
We went to the dads' walk. It rained, nobody minded, and there were chips.
We looked at the court letter and what it asks. You will ring the adviser before Friday.
You have cooked three new things this month. We wrote the list.
We talked about your own dad, a little, and then about football.
You took the morning off for the clinic and asked all the questions.
# gran
We wrote to ask about the guardian allowance. You had every paper ready in a biscuit tin.
We talked about what to tell them about their mum, and kept it to what is true.
You are tired, and you said so. We looked at who could have them on Saturday mornings.
We rang the school together, so that they call you and not the old number.
We talked about your knees and the stairs. The doctor's on Tuesday.
You told me what it was like to bring up the first lot. We compared the prams.
We looked at photographs of their mum as a girl. You put one on the wall.
# twins
We got both of them fed at the same time. It took all four of our hands.
We went to the clinic with two car seats and one lift that works.
We talked about the day: one sleeps when the other one does not, and you have turned the clock round.
We asked about the double pram fund. They will have one soon.
We weighed them both. They are eleven days apart in weight, you said, and I wrote it down.
I took one round the block, so that you could be with one.
We put their names on the bottles. You said that you do not need it, and the grandmother does.
# health
We wrote down the questions for the doctor and practised the first one.
We went to the appointment together. The doctor drew it, which helped.
We talked about the tablets, and when you take them. You will ring the surgery about the mornings.
You told me how the low days go. We looked at what you did last time, and some of it you want again.
You have seen Stephen, the counsellor, twice now. You do not have to tell me what about.
We talked about iron, and about lentils, and about the tablets that are easier.
# pregnant
We looked at your blood pressure book together. The midwife is happy with it.
We packed the hospital bag and took half of it out again.
We wrote your birth page: who is there, what you want to be told, what not to say.
We walked round the labour ward with Ifeoma, the midwife. You asked about the lights.
We talked about who has the little one that night. There is a first person and a second.
We listened to the heartbeat recording that you made at the clinic.
We talked about names. I am not to say which.
We counted nappies, vests and weeks.
# grief
We sat together. You talked when you wanted to.
We wrote back to the hospital. You chose the words and I wrote.
You showed me the box with her rings and the recipe cards. We looked at it for a long time.
We walked round the lake and did not say much.
We talked about what to say to people who do not know yet.
You made her soup, and it was nearly right. We ate it together.
# winter
We checked the windows and rolled towels along the bottom of the two bad ones.
We applied for the warm homes payment. It should come before the end of the month.
We sorted the winter coats. One zip to mend, and one coat to find.
It was too icy for the group, so we made paper stars at the table.
# summer
We sat on the wall outside in the sun. You talked, I held the bags.
We had our talk in the park, on the big blanket.
We planned the six weeks: two free things each week, and one day with nothing at all.
We filled the washing-up bowl with water in the yard, and that was the afternoon.
We found the free lunches list for the holidays and marked the ones you can walk to.
# papers
We wrote to the solicitor to ask what is next. You have a copy.
We went through the letter from the Home Office, with the interpreter on the phone.
We put all the papers into one folder in date order. It took the whole visit.
We went together to have the fingerprints taken. You were calm, and they were civil.
The travel document came. We looked at it together for some time.
We asked the college about fees for your status. You can start in autumn.
# talk
We looked at picture cards together and let {child} choose which one.
We talked about giving {child} ten quiet seconds to answer. It is longer than one thinks.
We wrote down {child}'s words in both languages. Nobody needs to stop speaking either.
We practised what Chloe showed us: say it, wait, say it again with one more word.
# feeding
We ate together at the table, and {child} ate what we ate.
We talked about milk and meals and what comes first for {child}.
{child} will take it from the blue spoon only. There are now two blue spoons.
# afar
You showed me photographs of home. We found the village on the map.
We wrote the thank-you card to the ward together, in both languages.
We talked about money sent home, and how much is right. No answer yet, and that is fine.
We went to the market together. You showed me how to choose okra.
We tried the video call with your family and got the sound to work.
We looked at your old certificates. The college will count two of them.
# women
We went to look at the mother-and-toddler morning from outside. Next time we go in.
""")

CALLS = by_theme("""
# any
You rang to say the letter had come. I read it out, and it is good news.
We spoke for ten minutes, mostly about the weekend.
I rang to hear how the appointment went. They will see you again in three months.
You rang from the bus. We moved the visit to the afternoon.
I rang with the answer from the council, as I had said I would.
We spoke about the form. You had done it already.
You wanted to know if the fever was a reason to ring. It was, and you did.
I rang to ask how the night was. Better, you said.
You asked me for the number of the adviser. I gave it to you and you rang them.
We spoke while you walked home from school.
I rang because I was thinking of you on the day. We spoke for half an hour.
You rang to tell me the place is yours. We were both loud.
We went through the shopping order together by phone.
I rang to say I am late with the letter and that it goes today.
You rang about the noise upstairs. We agreed what you would write down.
We spoke in the evening, because that is when it is quiet in your house.
I rang after the meeting to hear what you thought of it.
You had a question about the tablets. We agreed that you would ask the chemist, and you did.
We spoke about the holidays, and which days I am here.
I rang to say thank you for the plums.
# video
By video, because of the cold you all have. You showed me the drawing.
We looked at the form together on the screen, page by page.
By video from your mother's house. I met your mother.
We spoke by video in your break. You have new shoes for work.
You showed me the new room, walking round with the phone.
By video, with the camera on the ceiling for most of it. We talked about the move.
We practised the interview by video. You had your good scarf on.
By video while the little one slept on you. We whispered.
""")

NOBODY = [
    "I rang the bell twice and wrote a card. I will ring tomorrow.",
    "Nobody was at home. The neighbour said you had gone to the hospital with your mother.",
    "I waited ten minutes by the gate and put the leaflet through the door, folded.",
    "We missed each other. I think I had the wrong Tuesday.",
    "The curtains were drawn, so I did not knock for long. I sent a text.",
    "Nobody answered. You texted later: you were all asleep at last.",
    "I came at ten and we had said half past. My mistake.",
    "We missed each other. The bus was forty minutes late for you.",
    "Nobody answered and I left the bag of clothes with the shop downstairs, as you like it.",
    "I knocked and somebody looked out. I left it at that and wrote a card.",
]
WE_CANCELLED = [
    "I was ill and could not come. I rang at nine, and I am sorry.",
    "We cancelled: I was called to the hospital with another family. I rang you from there.",
    "My car would not start. I ought to have taken the bus; I rang too late.",
    "Training was put on this day and I could not move it. You were told the day before.",
    "I had to stay at home with my own child. You were kind about it.",
    "We cancelled because of the snow. We spoke by phone in the afternoon.",
    "My mistake: I had written two visits into one hour, and yours was the one I moved.",
]
FAMILY_CANCELLED = [
    "You texted that your mother had come. We will see each other next week.",
    "You were not up to it today and said so. That is all right.",
    "Everybody had the sickness bug. You asked me to stay away, and I did.",
    "You had the day at college moved. We found another day.",
    "You wanted to sleep. Good.",
    "The school was shut and you had all of them at home. Another day.",
    "You had visitors from Birmingham and the house was full.",
    "You got a shift you did not want to lose. We will make it up.",
]

VOLUNTEER = by_theme("""
# any
We had tea and did the crossword in the free paper. You got the long one.
We walked round Lister Park and back. It took an hour because of the ducks.
I held the baby's end of things and you hung up three loads of washing.
We went through the town for shoes and came back with none.
We took everything to the charity shop and came back with a lamp.
We talked about our grandmothers all morning.
We went for the bus together and rode to the end, to see where it goes.
We baked the plum cake. It sank, and we ate it anyway.
We sat in the library where it is warm, and nobody minded us.
I came with you to the chemist and we looked at every shampoo.
We looked at the photographs on your phone, all four hundred.
You slept for an hour upstairs. We were fine down here.
We went to the market and you did the talking.
We did the ironing, one each end of the board, and put the world right.
I brought the jigsaw. We have the edge, and a cat.
We went to the church hall swap and you found the red boots.
We had a quiet one. I washed up, you dried.
We filled in the competition on the cereal box, in our best writing.
You read to me from your class book. I only helped with "thorough".
We cleaned out the cupboard under the stairs and found the pump.
I came with you to the school fair. We won soap.
We cooked for two days, so that tomorrow is free.
We listened to the songs your mother likes.
We made cards for the neighbours.
We tried the new baby group. The biscuits were good and the circle time was long.
We walked to the post office and back by the good bakery.
We sorted buttons, and talked.
I brought my old cot blankets. You chose the yellow one.
We took the pram up the hill as far as the view.
You told me the story of how you met. I will not write it down here.
We had your friend from number 9 in as well. It was a full kitchen.
We went to the free film at the library.
We put the bed together. There are two screws left.
I came with you to look at the shop job. You went in on your own.
We made a list of the songs the children know.
We fed the geese, who were rude.
We hung the pictures at last.
We went to the big supermarket by bus and shared a taxi home with the bags.
We mended the pocket of the blue coat.
We carried the chair home from the skip, washed it, and it is a good chair.
We watched the rain and the men on the roof opposite.
We went to the city library and saw the hall with the glass roof.
I came for an hour only, because of my hip. We talked twice as fast.
We planned your mother's visit, bed by bed.
We made the big pan of soup and took a bowl next door.
You practised your driving theory on me. I would have failed.
# child
{child} and I did the puzzle with the ducks while you made your calls.
We took {child} to the swings and I was asked to push for a very long time.
{child} taught me a song with actions. My knees are too old for verse three.
I read the tractor book to {child}. Again, and again.
{child} hid and we pretended not to see the feet.
We blew bubbles in the yard with {child} until the pot was empty.
{child} and I went to post a letter, and it took half an hour, because of snails.
You went to your class and I stayed with {child}. We built a garage.
{child} put all my rings on.
We cut out paper people with {child} and gave them names from your street.
{child} fell asleep on me and I could not reach my tea.
We painted with water on the wall with {child}. It dries, and one can start again.
# early
I walked {child} round the block in the pram, three times, until it was quiet.
I held {child} by the window for an hour. You slept.
You fed {child} and I kept the tea coming.
We pushed {child} to the park, wrapped up like a parcel.
{child} smiled at my glasses.
We sat on the floor with {child} and the wooden spoons.
# afar
You taught me how to make the flat bread. Mine looked like a map.
You talked about home and I drew the house from what you said.
You showed me how you write your name in your own letters.
You asked about Yorkshire words. We have got as far as "nowt".
We wrote the shopping list in English and then in yours.
I brought rhubarb. You had never had it. You are polite about it.
# women
You had your hair done while I sat with the little ones. It suits you.
I told you about my husband's garden. You told me about your uncle's.
We did your nails, and mine.
You wanted to be quiet and I had my knitting.
I brought the sewing machine. We did one curtain and half of the other one.
# spring
We potted the tomatoes on your window sill. There are nine of them.
We walked the long way, because it was the first warm day.
# summer
We sat on the step in the sun until it went behind the mill.
We had lunch in the park with sandwiches that you made.
# december
We went to see the lights.
# january
We took down the lights.
# winter
We went to see the canal boats. It was cold, and lovely.
""")

JOINT = {
    "hello": [
        "We came together, {one} to say goodbye and {other} to say hello. You asked {other} three things and got three answers.",
        "We both came. {one} told what you had agreed to pass on, and you corrected one part of it.",
        "A goodbye and a hello at one table. You had baked. {one} goes with your card in the bag.",
        "We came together. {one} showed {other} where you like to sit, and you told the story of the stairs yourself.",
    ],
    "volunteer": [
        "I brought {other} for the first time. We had tea, the four of us, and I left after half an hour.",
        "First visit with {other}. You found out that you both like the same stall at the market.",
        "{other} came with me. You talked about food, and I looked at the photographs.",
        "I came along with {other}, as we had said. You chose the day: {day}s.",
    ],
    "stand_in": [
        "{other} came with me, so that you know each other if I am ever away.",
        "I brought {other} for tea. You have seen each other now, and that was the plan.",
        "{other} came along for half an hour. If I am ill, it is {other} who rings you.",
    ],
}
HOW_GOODBYE = [
    "b You said goodbyes are heavy, and then you asked when the next visit is. | mixed",
    "f I am sad and I am not alone. Both. | sad, hopeful",
    "m You were brave about it. I was less brave in the car. | missing someone",
    "f I like that you sat next to each other. Then I knew that you talk. | safe",
]
FIRST = [
    "Our first visit. You told me what you would like, and I wrote it down in your words.",
    "We met for the first time. We looked at each other's photographs of our streets.",
    "First visit. I said who I am and what I write down. You said that ten in the morning is best.",
    "First time at your table. We did no forms.",
    "We met. You asked how long I would stay, and I said: as long as you want me to and I am here.",
    "First visit. You showed me round, and the thing you most want to change is the kitchen light.",
]
LAST = [
    "Our last visit for now. We looked back at what you wanted at the start. You have most of it.",
    "We said goodbye for now, with cake. You have Jo's number and you know the door stays as it was.",
    "Last visit for now. You read me the page from our first day and laughed at it.",
]

HOW_WORKER = by_theme("""
# any
f It was good to sit down with somebody. | calm
f I have not laughed like that for a long time. | happy
f I thought you would be like the others. You are not like the others. | listened to
f Today I am just tired. | worn out
f I did it myself. Nobody did it for me. | proud, strong
f I do not like asking. But I asked. | strong
f You did what you said. I had not thought you would. | listened to
f Nobody asked me that before. | listened to, heavy heart
f I was dreading this week. Now I can sleep. | calm
f Some days I do not know who I am any more. Today I knew. | like myself
f When you come I put the good cups out. | welcome
f It is too much, all of it at once. | worn out, worried
f I feel I belong a little in this street. | I belong
f I was ashamed of the house. You did not look at it. | welcome
f I told my sister about you. | thankful
f I cried after you went last time. It was good crying. | heavy heart, calm
f I do not need anything today. Only to talk. | calm
f My mother says I sound different on the phone. | hopeful
f I was angry with everybody today, not with you. | angry
f I am not sleeping but I am not frightened any more. | safe
f It felt like my kitchen again. | like myself
f You remembered what I said about Fridays. | listened to
f I am scared it will go back to how it was. | scared
f There is a stone here, and some days it is smaller. | heavy heart
f I said it out loud and the ceiling stayed up. | strong
f I wish these days were longer. | lonely
f I have decided and I am not sorry. | strong, calm
f Somebody was kind to me on the bus. I keep thinking of it. | thankful
f I can hear myself think. | calm
m You stood straighter at the door than last month. | hopeful
m You were quieter than usual, and I did not fill the quiet. | heavy heart
m I came away lighter than I had come.
m You laughed before I had my coat off. | happy
m You were proud of it and tried not to show it. | proud
m I felt I had talked too much today. Next time I will ask less.
m You looked worn out. I said so, and you nodded. | worn out
m There was music on when I came. There has not been music before. | happy
m You were worried and kept looking at the phone. | worried
m I was moved by how you told it. | listened to
m It was an ordinary good hour. | calm
m You said it was fine, and I am not sure that it was. | not understood
m I think we trust each other now. Nobody said it. | safe
m You were angry, and with good reason. | angry
m The house was calm and so were we. | calm
m You were tearful about your mother and wanted no answer to it. | missing someone
m You did the hard part yourself. I only sat there. | strong
m I noticed you asked for help before it was late. | strong
b You said it was a long week. I thought so too. | worn out
b We were both surprised how easy it was. | proud
b You said that you were nervous; I said that I was too.
b You felt judged this week, and I could see why. | angry, not understood
b You said it had gone well, and from here it looked well. | happy
b You felt better at the end, and so did I. | calm
b We were both a bit sad about the date. | missing someone
b You said nothing had changed. I reminded you of our first week, and you smiled. | hopeful
b A heavy start and a light end, we agreed. | mixed
b You said: put down that it was a good day. So I put it down. | happy
f Better than I thought. Put that. | hopeful
f I was rude to you last week. You came anyway. | thankful, ashamed
f I have people now. Not many. Enough. | I belong
f I hate the waiting more than the answer. | worried
f It helps that it is always you. | safe
m You told me something for the first time today and it stays here. | listened to
m You wanted to be cross and then it was funny. We let it be funny. | happy
# child
f {child} looks for you at the window. | welcome
f {child} has my father's stubbornness and I am glad of it. | loved
f I shouted at {child} and then I sat on the stairs. | ashamed, worn out
f I looked at {child} and thought: I made that. | proud
m {child} leaned on you the whole time we talked. | loved
m You two have a look that you give each other. | loved
b You said {child} is hard work. We both watched and had to laugh. | happy, worn out
f I like {child} again. I love {child} always but now I like. | loved, happy
# newborn
f I am frightened when {child} is asleep and frightened when {child} is awake. | scared
f I look at {child} and the day is gone. | loved
f Everybody asks about the baby. | forgotten
f Last night was the first time I slept. | thankful
m You held {child} as if you had always done it. | loved
m You cried a bit and then said it was the good sort. | mixed
b We agreed that nobody sleeps and that it passes. | worn out
# baby
f {child} laughed and I had forgotten that I was sad. | happy
f I know which cry it is now. | strong
m You talk to {child} all the time and {child} answers. | loved
# toddler
f I said no and I stayed kind. Both. | proud
f {child} said my name at last. Not Mum. My name. | happy
m You did not raise your voice once, and it was that sort of morning. | strong
# nursery
f The house is so quiet when {child} is there. I do not know if I like it. | lonely, mixed
f {child} waved. I cried at the bus stop. | proud, missing someone
m You were as nervous as {child}, and you both managed. | strong
# school
f The teacher said {child} is kind. Nobody ever said that to me at school. | proud
f I hate that gate. Today it was only a gate. | strong
# sleep
f I feel like a person who has slept. | calm
f At four in the morning I hate everybody. | angry, worn out
m There were no rings under your eyes. We did not mention it until the end. | hopeful
# housing
f I cannot breathe in that room. | angry, worried
f It has a door that locks and it is mine. | safe
f They talk to me as if I had made the damp myself. | angry, ashamed
m You were furious and polite on the phone, both. | strong
b We were both cold. You laughed about it, I did not. | mixed
# money
f I was ashamed at the food bank and then the lady asked about my earrings. | ashamed, thankful
f I know what I owe. It is better to know. | calm
f My children have not noticed. That is all I want. | proud
m You said the sum out loud for the first time. | strong
# alone
f Sunday I spoke to nobody. I counted. | lonely
f Somebody said my name in the street. | I belong
f I was the only one there who did not know the song. | left out
f She asked for my number. Me. | happy
m You had put a second cup out for the neighbour. | hopeful
# english
f In my language I am funny. Soon in English also. | hopeful, like myself
f I understood the joke. I was late, but I understood. | proud
m You corrected me, rightly, and enjoyed it. | happy
# dad
f They speak to the pushchair and not to me. | left out
f I am all right at this. I did not think I would be. | proud
f I miss talking to somebody who is taller than my knee. | lonely
m You were tender with her and did not know I saw. | loved
b We agreed that the plait is better than mine would be. | happy
# gran
f I have done this before and I was younger. | worn out
f They call me Nana and then Mum and then Nana. I answer to both. | loved, mixed
f I grieve for her and she is alive. | missing someone
m You sat down for the first time since I have known you. | worn out
b You said you were tired. I said that I would be too. | worn out
# twins
f People see two. I would like somebody to see me. | forgotten
f They held hands in the cot. Nobody will believe me. | loved
m You were both so tired that you laughed at everything. | worn out, happy
# health
f The tablets make it flat. Flat is better than down. | mixed
f I was listened to for the whole ten minutes. | listened to
f I said it to the doctor as we had practised. | strong
m You spoke about the low days as if they were weather. | calm
# pregnant
f I am happy and then I count the money. | mixed, worried
f This time I know what to ask. | strong
m You had your hand on your belly the whole time. | hopeful
# grief
f I do not want to be cheered up. You do not try. | listened to
f I say her name here. | loved, missing someone
f It is quiet in the house in the wrong way. | missing someone
f People stop talking when I come. | left out, heavy heart
f I slept and then I was sorry that I had slept. | heavy heart
m I had no words and you did not need them. | heavy heart
b We both cried a little, and then we had tea. | missing someone
f I have her hands. I never saw it before. | missing someone
# winter
f It is dark when I get up and dark when I sit down. | worn out
# summer
f The children were loud and I let them. It was nice. | happy
# papers
f I am a person on paper now. | safe
f I dream about the envelope. | scared
m You were steady until we were outside. | strong
# talk
f {child} said it. Not clear. But {child} said it. | proud
m You waited the ten seconds. I could not have. | strong
""")

HOW_VOLUNTEER = by_theme("""
# any
f You come only for me. Not for a form. | thankful
f I looked forward to it. | happy
f You make me laugh more than my sisters do. | happy
f I forgot the time. | calm
f The house is warmer when you have been. | loved
f I told you a thing I have not told. Keep it. | listened to
f I was low and then you rang the bell. | hopeful
f It is nice to carry something together. | welcome
f You never look at the clock. | listened to
f Next week I cook. You sit. | proud
f My week has a middle now. | hopeful
f I was going to say do not come. I am glad I did not. | thankful
m I went home on the bus smiling.
m You were down today and we did not hide it. | sad
m You sang while you cooked. | happy
m I think you are stronger than you say. | strong
m I told you a bit about my own lonely year. I hope that was right.
m You talked all the way and I loved it. | happy
m It was one of those afternoons that do you good, both of us. | calm
m You were worried about the money. I only listened. | worried
m You hugged me at the door. | loved
m I was a bit useless today, but you said it was all right.
m You were tired and let me see it. | worn out
m I had something in my eye on the way out. | missing someone
m The street knows you now. Four people said hello. | I belong
b We laughed until the baby looked at us. | happy
b We were both glad to sit. | calm
b You said you would miss it if I stopped. I said so would I. | loved
b It was a slow one, and that was what we needed. | calm
b We agreed that neither of us can dance. | happy
f You remembered my sister's name. | listened to
f I am allowed to be quiet with you. | safe
# child
f {child} asks which day it is until it is your day. | happy
f {child} says your name before mine, some days. I do not mind. | loved
m {child} put a hand in mine on the way down the hill. | loved
b We watched {child} and both thought of our own. | missing someone
# early
f You held {child} and I was nobody's for one hour. | thankful
m {child} went heavy on my shoulder and the afternoon stopped. | calm
# afar
f I want to show you my country one day. | I belong
# women
f We talked like two women. | like myself
""")

PROMISES = [
    "Ring the housing office about the damp", "Bring the form for the water bill", "Ask about the second-hand pram",
    "Send the dates of the language class", "Find out about the dentist", "Bring the list of places for the holidays",
    "Write to the school about the mornings", "Ask the surgery for a longer time", "Bring the blackout blind",
    "Find out who mends the gate", "Send the photographs", "Ask about a nursery place for September",
    "Ring the adviser about the letter", "Bring the book you liked", "Ask at the food bank about Thursdays",
    "Print the bus times", "Ask the college about fees", "Bring a stair gate", "Ring on Friday to hear how it went",
    "Ask whether there is a group on Mondays",
]  # fmt: skip

# People who came without coming through the link: name, job, what the family told; and such visits by people it knows.
OUTSIDE = [
    ("Sam Ellis", "student health visitor", "Came with a questionnaire. You answered it and did not know what for."),
    ("Lee Farrar", "gas safety", "Came to look at the boiler and asked about the children."),
    ("Kim Daly", "school attendance", "Stood at the door about the mornings. You had not been told."),
    ("Tracey Boothroyd", "early years adviser", "Came to talk about a nursery place. You told the whole story again."),
    ("Martin Ogden", "housing repairs", "Came about the window and wrote something down about the beds."),
    ("Nicola Reed", "social worker", "Rang from the gate and came in. You told it all from the beginning."),
]

KNOWN_OUTSIDE = [
    ("gareth", "Gareth came about the window, without a call. You let him in because it rained."),
    ("paul", "Paul came by with a letter, because he was in the street. You were in the bath."),
    (
        "helen",
        "Helen's clinic ran late and she came at five, with nobody told. You said it was fine and that it was not.",
    ),
    ("janet", "Janet stopped at the door about the mornings. You would have liked to know."),
    ("kasia", "Kasia came on the wrong day and stayed. I had not known of it, and nor had you."),
]
MESSAGES = [
    "You sent a photograph of the first tooth.", "I texted the bus times and you texted back a thumb and a bus.", "You wrote that the letter came and that it says yes.",
    "I wrote to ask how the night was. You wrote one word, and it was a good one.", "You sent the form, filled in, with a coffee ring on it.",
    "You wrote to say thank you for Tuesday. I wrote that it was a good Tuesday.", "I sent the photograph of me and of the colleague who may come one day.",
    "You wrote at midnight that you were awake, and in the morning that you were not any more.",
]  # fmt: skip

# What other professionals ask, in ordinary weeks: who, how old a child must be (in days; None for no child), what for, what she needs,
# what the family hears, how it is answered, the reply, how it will be done, and, where somebody came, what happened.
REQUESTS = [
    ("helen", (20, 120), "see", "The six-to-eight-week look at {child}.", "I would like to see how {child} is growing, at home or at the clinic.",
     "together", "They would like it on my visit. Half an hour is enough, they say, because of the feed.", "Together, on my next visit",
     "Helen looked {child} over, from top to toe, and then asked how you are. All well."),
    ("helen", (330, 460), "see", "{child}'s one-year review.", "It is time for the one-year look at {child}. I would like to hear what is going well.",
     "introduce", "They have your name and your photograph, and would like a morning.", "A morning next week",
     "{child}'s one-year review with Helen, done on the carpet. Standing, pointing, and one word."),
    ("helen", (690, 960), "see", "{child}'s review at two.", "I would like to see {child} play, and hear what you think.",
     "together", "Yes, and please with me there. {child} is better company after the nap.", "Together, after the nap",
     "Helen came for {child}'s review. There was a tower of nine bricks, and it fell on purpose."),
    ("helen", (120, 1500), "question", "Are {child}'s injections up to date? Our list has a gap.", "Our list has a gap for {child}. Did we forget to write it down?",
     "carry", "I asked. All are done; the red book says so and the gap is on the list only.", "On my next visit",
     ""),
    ("helen", (120, 1500), "share", "The eye clinic has moved to the new building from next month.", "The eye clinic moves next month. Here is the new address.",
     "carry", "I told them and showed the way on the map. They say thank you.", "On my next visit",
     ""),
    ("priya", None, "question", "The blood test from last month: did the letter come?", "Your blood test is fine. You did not need to wait for me to say so.",
     "carry", "It had not come. They were glad of the news, and said that three weeks is long.", "By phone today",
     ""),
    ("priya", None, "see", "I would like a longer talk about the tablets.", "I have kept a long appointment for you. Bring whom you like.",
     "introduce", "Yes: alone, and to you and to nobody else at the surgery.", "They ring on Monday",
     "You had the long appointment with Priya, and told me about it after: half the dose, and see."),
    ("chloe", (640, 1600), "question", "Which words does {child} use at home, in any language?", "Which words does {child} say at home? Every language counts.",
     "carry", "We made the list together. It is longer than they thought.", "On my next visit",
     ""),
    ("chloe", (640, 1600), "offer", "A place in the Monday talking group.", "There is a place for {child} in the Monday group. You stay and play as well.",
     "not_now", "They have two new things this month and would like to wait with the third. Please ask again after the holidays.", "Ask again after the holidays",
     ""),
    ("janet", (1560, 4000), "see", "{child}'s mornings, which have been hard.", "I would like to talk about how mornings could be easier, for {child} and for you.",
     "together", "Yes. At home, please, and not at the school gate.", "Together, at home",
     "Janet came from the school and talked about mornings, with {child} under the table, listening."),
    ("janet", (1560, 4000), "share", "{child} read aloud in assembly.", "{child} read aloud in front of the school. We would like you to hear it from us.",
     "carry", "I read it out. There were tears, the good ones.", "Read out today",
     ""),
    ("mariam", (690, 1480), "offer", "Three mornings from the start of term.", "We have three mornings for {child}. Come and see the sand.",
     "introduce", "They will come to you on Thursday at ten, and I have told {child} about the sand.", "They come on Thursday",
     "You went to see the nursery and Mariam showed {child} the sand. {child} would not leave."),
    ("mariam", (690, 1480), "question", "What calms {child} when the door shuts?", "What helps {child} when you go?",
     "carry", "Humming, the blue cloth, and nobody saying: do not cry.", "On my next visit",
     ""),
    ("stephen", None, "offer", "A place on Wednesdays from next month.", "I have time on Wednesdays. We can begin with one talk, and see.",
     "introduce", "One talk, and then we will see, is the answer. It was good that you said so yourself.", "You will get a text",
     "You had your first talk with Stephen. What was said is yours."),
    ("stephen", None, "offer", "A place in the evening group.", "There is a small group in the evenings, if you would like it.",
     "not_now", "Evenings are not possible with the children. Will there be one in the day?", "Ask again when there is one in the day",
     ""),
    ("paul", None, "see", "The letters that came to my office in their name.", "Some letters of yours came to me. I would like to go through them with you.",
     "together", "They would like me there the first time. Please bring all of them and no new ones.", "Together, on my next visit",
     "Paul went through the letters with you. Two of them were not yours at all."),
    ("paul", None, "question", "Did the payment come?", "Did the payment come this month? If not, I will ring them.",
     "carry", "It came on the 9th. It was short by six pounds, and here is the letter.", "By phone today",
     ""),
    ("gareth", None, "question", "How many rooms will they need next year?", "Tell me how many of you there will be next year, so that I do not offer too small a place.",
     "carry", "They have written it down themselves, with the reasons. It comes with this.", "On my next visit",
     ""),
    ("gareth", None, "see", "The window in the back room.", "I would like to look at the back window, and be gone in ten minutes.",
     "introduce", "Come on Friday between two and three. They would like you to take your shoes off.", "Friday between two and three",
     "Gareth looked at the window, in his socks. It will be done on the 3rd."),
    ("kasia", (10, 380), "offer", "Her midwife thought that she might like a talk.", "I see mothers when it is hard. I could come once, and you say if I come again.",
     "together", "Yes, with me there the first time. She asked what you look like, so please send a photograph.", "Together",
     "Kasia came and you talked, the two of you, while I made the tea."),
    ("kasia", (10, 380), "question", "How are the nights?", "How are the nights? I am thinking of you.",
     "carry", "She says: better, and tell her that I use the list.", "On my next visit",
     ""),
]  # fmt: skip
