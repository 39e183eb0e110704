using Faultline.Store;

namespace Faultline.Services.Sqs;

// Field numbers are on people's disks: once used, they keep their meaning.

/// <summary>How often and until when a message was received: all that a receive writes.</summary>
internal static class StatusEntry
{
    public static void Write(EntryWriter entry, Message message)
    {
        entry.Whole(1, message.Receives);
        entry.Whole(2, message.Due);
        entry.Whole(3, message.FirstReceived);
        entry.Whole(4, message.LastReceived);
        if (message.Changed)
        {
            entry.Flag(5, true);
        }
    }

    public static void Read(EntryReader entry, Message message)
    {
        while (entry.Next(out var field))
        {
            switch (field)
            {
                case 1:
                    message.Receives = (int)entry.Whole();
                    break;
                case 2:
                    message.Due = entry.Whole();
                    break;
                case 3:
                    message.FirstReceived = entry.Whole();
                    break;
                case 4:
                    message.LastReceived = entry.Whole();
                    break;
                case 5:
                    message.Changed = entry.Flag();
                    break;
                default:
                    break;
            }
        }
    }
}
