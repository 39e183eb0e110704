using System.Text;
using Faultline.Services.Sqs;

namespace Faultline.Tests.Sqs;

/// <summary>A letter as a test's words have it.</summary>
internal static class LetterText
{
    extension(Letter letter)
    {
        public string BodyText => Encoding.UTF8.GetString(letter.Body);
    }
}
